<?php

declare(strict_types=1);

namespace Portal\Operators;

use Portal\Account\User;
use Portal\Database\Database;
use Portal\Http\Problem;

/**
 * A row of `property_operators`, with its companies at Entrata.
 */
final readonly class Operator
{
    /**
     * @param list<Company> $companies
     */
    private function __construct(
        public int $id,
        public string $name,
        public array $companies,
    ) {}

    /**
     * Returns the operator whose agent is signed in.
     *
     * @throws Problem for everyone else
     */
    public static function of(User $user): self
    {
        $row = $user->isAgent() && $user->operatorId !== null
            ? Database::shared()->row('SELECT id, name FROM property_operators WHERE id = ?', [$user->operatorId])
            : null;
        if ($row === null) {
            throw new Problem(403, 'NOT_AN_OPERATOR', 'This page is for property operators.');
        }
        return new self((int) $row['id'], (string) $row['name'], Company::ofOperator((int) $row['id']));
    }

    /**
     * Returns the ids of the operator's companies as the list of an SQL `IN (…)`. An operator without one has none of
     * the rows.
     */
    public function cids(): string
    {
        $cids = array_map(static fn(Company $company): int => $company->cid, $this->companies);
        return $cids === [] ? '0' : implode(', ', $cids);
    }
}
