<?php

declare(strict_types=1);

namespace Portal\Operators;

/**
 * Items that need a person's attention.
 */
final readonly class Attention
{
    private const MOST = 10;

    /**
     * @param list<Company> $companies that must connect the portal again
     * @param list<ChangeRequest> $changes
     * @param list<TourRequest> $declined
     * @param list<FailedJob> $jobs
     */
    private function __construct(
        /** "3"; "10+" where more wait than the page shows. */
        public string $count,
        public array $companies,
        public array $changes,
        public array $declined,
        public array $jobs,
    ) {}

    public static function of(Operator $operator): self
    {
        $again = array_filter($operator->companies, static fn(Company $company): bool => $company->mustConnectAgain);
        $all = [
            array_values($again),
            ChangeRequest::open($operator, self::MOST + 1),
            TourRequests::declined($operator, self::MOST + 1),
            FailedJob::ofOperator($operator, self::MOST + 1),
        ];
        $shown = array_map(static fn(array $items): array => array_slice($items, 0, self::MOST), $all);
        $count = array_sum(array_map(count(...), $shown));
        return new self($count . ($shown === $all ? '' : '+'), ...$shown);
    }

    public function isEmpty(): bool
    {
        return $this->count === '0';
    }
}
