<?php

declare(strict_types=1);

namespace Portal\Operators;

use Portal\Database\Database;
use Portal\View\Format;

/**
 * A row of `entrata_jobs` that is no longer retried.
 */
final readonly class FailedJob
{
    private function __construct(
        public string $kind,
        public int $propertyId,
        public ?string $property,
        public ?string $logId,
        public int $attempts,
        public ?string $error,
    ) {}

    /**
     * @param array<string, mixed> $row
     */
    private static function fromRow(array $row): self
    {
        return new self(
            (string) $row['kind'],
            (int) $row['property_id'],
            $row['name'],
            $row['log_id'],
            (int) $row['attempts'],
            $row['last_error'],
        );
    }

    /**
     * @return list<self>
     */
    public static function ofOperator(Operator $operator, int $most): array
    {
        $rows = Database::shared()->rows(
            "SELECT j.kind, j.property_id, j.log_id, j.attempts, j.last_error, p.name
               FROM entrata_jobs j
               LEFT JOIN entrata_properties p ON p.cid = j.cid AND p.property_id = j.property_id
              WHERE j.cid IN ({$operator->cids()}) AND j.state = 'DEAD' ORDER BY j.updated_at DESC LIMIT $most",
        );
        return array_map(self::fromRow(...), $rows);
    }

    public function propertyName(): string
    {
        return $this->property ?: "Property $this->propertyId";
    }

    /**
     * "importing it from Entrata".
     */
    public static function nameOf(string $kind): string
    {
        return $kind === 'INGEST' ? 'importing it from Entrata' : strtolower(Format::words($kind));
    }
}
