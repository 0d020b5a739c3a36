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
        public array $companies,
        public array $changes,
        public array $declined,
        public array $jobs,
    ) {
    }

    public static function of(Operator $operator): self
    {
        $again = array_filter($operator->companies, static fn(Company $company): bool => $company->mustConnectAgain);
        return new self(
            array_slice(array_values($again), 0, self::MOST),
            ChangeRequest::open($operator, self::MOST),
            TourRequests::declined($operator, self::MOST),
            FailedJob::ofOperator($operator, self::MOST),
        );
    }

    public function count(): int
    {
        return count($this->companies) + count($this->changes) + count($this->declined) + count($this->jobs);
    }
}
