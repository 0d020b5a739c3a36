<?php

declare(strict_types=1);

namespace Portal\Operators;

use Portal\Database\Database;

/**
 * A row of `entrata_clients`: a company that has connected the portal.
 */
final readonly class Company
{
    private function __construct(
        public int $cid,
        public string $name,
        /** Whether the company must connect the portal again. */
        public bool $mustConnectAgain,
    ) {}

    /**
     * @return list<self>
     */
    public static function ofOperator(int $operatorId): array
    {
        $rows = Database::shared()->rows(
            'SELECT cid, company_name, status FROM entrata_clients
              WHERE property_operator_id = ? ORDER BY cid LIMIT 500',
            [$operatorId],
        );
        return array_map(self::fromRow(...), $rows);
    }

    /**
     * @param array<string, mixed> $row
     */
    private static function fromRow(array $row): self
    {
        return new self((int) $row['cid'], (string) $row['company_name'], $row['status'] !== 'ACTIVE');
    }
}
