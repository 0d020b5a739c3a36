<?php

declare(strict_types=1);

namespace Portal\Homes;

use Portal\View\Format;

/**
 * A row of `entrata_fees`.
 */
final readonly class Fee
{
    private function __construct(
        public string $name,
        /** "$50" or "$25 – $50". */
        public string $amount,
        /** "a month", or nothing if it is paid once or Entrata does not say. */
        public string $frequency,
        private bool $isRequired,
        private ?string $least,
    ) {}

    /**
     * @param array<string, mixed> $row
     */
    public static function fromRow(array $row): self
    {
        $frequency = strtolower(trim((string) $row['frequency']));
        return new self(
            trim((string) $row['name']),
            Format::moneyRange($row['amount_min'] ?? $row['amount_max'], $row['amount_max']) ?? 'Ask the property',
            match (true) {
                str_contains($frequency, 'month') => 'a month',
                str_contains($frequency, 'year'), str_contains($frequency, 'annual') => 'a year',
                str_contains($frequency, 'once'), str_contains($frequency, 'one') => 'once',
                default => $frequency,
            },
            (bool) $row['is_required'],
            $row['amount_min'] ?? $row['amount_max'],
        );
    }

    /**
     * Returns whether every renter pays the fee each month.
     */
    public function isMonthlyForAll(): bool
    {
        return $this->isRequired && $this->frequency === 'a month' && $this->least !== null;
    }

    public function monthly(): float
    {
        return (float) $this->least;
    }
}
