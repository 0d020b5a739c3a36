<?php

declare(strict_types=1);

namespace Portal\Tours;

use Entrata\Exception\EntrataException;
use Portal\Account\User;
use Portal\Http\Input;
use Portal\Http\Problem;
use Portal\View\Clock;

/**
 * A home's tour times on its page: one week of them, a kind of tour, and the ways to other weeks and kinds.
 */
final readonly class TourCalendar
{
    private const DAYS = 7;
    /** How many months ahead the page offers. */
    private const MONTHS = 3;

    /**
     * @param list<TourDay> $days days with tour times, at most a week of them
     * @param list<array{date: string, time: string}> $unreadable
     */
    private function __construct(
        public int $houseId,
        public TourType $type,
        public ?string $month,
        public int $week,
        public int $weeks,
        public array $days,
        public array $unreadable,
        /** Whether Entrata did not respond and these times are a few minutes old. */
        public bool $stale,
        /** Why there are no times. */
        public ?Problem $problem,
    ) {}

    /**
     * Reads the tour times that a page shows.
     *
     * @param array<string, mixed> $fields `month`, `tourType`, `week`; one that cannot be read counts as left out
     */
    public static function read(User $user, int $houseId, array $fields): self
    {
        $type = TourType::tryFrom(Input::text($fields['tourType'] ?? null)) ?? TourType::default();
        $month = Input::oneOf($fields['month'] ?? null, array_keys(self::months())) ?: null;
        try {
            TourTimesBudget::spend($user, $houseId, $month, $type->value);
            $times = \Entrata\getTourAvailability($houseId, $month, $type->value);
        } catch (EntrataException | Problem $failure) {
            return new self($houseId, $type, $month, 1, 1, [], [], false, Problem::of($failure));
        }
        $weeks = array_chunk(array_map(TourDay::fromAvailability(...), $times['tourTimes']), self::DAYS);
        $week = min(Input::positiveInteger($fields['week'] ?? null) ?? 1, max(1, count($weeks)));
        return new self(
            $houseId,
            $type,
            $month,
            $week,
            count($weeks),
            $weeks[$week - 1] ?? [],
            array_values($times['unreadable'] ?? []),
            $times['stale'] ?? false,
            null,
        );
    }

    /**
     * The months to choose from, by the API's word for each; the empty word stands for the next 30 days.
     *
     * @return array<string, string>
     */
    public static function months(): array
    {
        $months = ['' => 'Next 30 days'];
        $first = new \DateTimeImmutable('first day of this month', Clock::zone());
        for ($ahead = 1; $ahead <= self::MONTHS; $ahead++) {
            $month = $first->modify("+$ahead months");
            $months[$month->format('m-Y')] = $month->format('F');
        }
        return $months;
    }

    /**
     * Returns whether the property gives no tours of this kind at all.
     */
    public function isUnsupported(): bool
    {
        return $this->problem?->reason === 'TOURS_NOT_SUPPORTED';
    }

    /**
     * "Tue, Dec 1 – Mon, Dec 7".
     */
    public function range(): string
    {
        if ($this->days === []) {
            return '';
        }
        $format = static fn(TourDay $day): string => (new \DateTimeImmutable($day->date))->format('D, M j');
        $first = $format($this->days[0]);
        $last = $format($this->days[count($this->days) - 1]);
        return $first === $last ? $first : "$first – $last";
    }

    /**
     * Returns the address of the page with other times; what is not given stays as it is.
     */
    public function address(?string $month = null, ?TourType $type = null, int $week = 1): string
    {
        $type ??= $this->type;
        return '/property.php?' . http_build_query(array_filter([
            'propertyId' => $this->houseId,
            'month' => $month ?? $this->month,
            'tourType' => $type === TourType::default() ? null : $type->value,
            'week' => $week > 1 ? $week : null,
        ])) . '#times';
    }
}
