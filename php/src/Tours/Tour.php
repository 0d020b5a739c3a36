<?php

declare(strict_types=1);

namespace Portal\Tours;

use Portal\Homes\House;
use Portal\View\Clock;
use Portal\View\Format;

/**
 * A row of `viewings` with its home: a tour as its renter sees it.
 */
final readonly class Tour
{
    private function __construct(
        public int $id,
        public int $userId,
        public TourStatus $status,
        public ?TourType $type,
        public ?string $message,
        /** The slot as Entrata wrote it. */
        public string $rawDate,
        public string $rawTime,
        /** UTC; null if the slot cannot be read. */
        public ?string $startsAt,
        public ?string $endsAt,
        public ?string $error,
        public ?string $updatedAt,
        /** What the renter has asked the property to change, and the property has not done yet. */
        public ?TourChange $change,
        public int $houseId,
        public House $house,
    ) {}

    /**
     * @param array<string, mixed> $row
     */
    public static function fromRow(array $row): self
    {
        return new self(
            (int) $row['id'],
            (int) $row['user_id'],
            TourStatus::tryFrom((string) $row['status']) ?? TourStatus::Requested,
            TourType::tryFrom((string) $row['tour_type']),
            $row['message'],
            (string) $row['entrata_tour_date'],
            (string) $row['entrata_tour_time'],
            $row['starts_at'],
            $row['ends_at'],
            $row['error'],
            $row['updated_at'],
            TourChange::tryFrom((string) $row['change_kind']),
            (int) $row['house_id'],
            House::fromRow(['id' => $row['house_id']] + $row),
        );
    }

    public function isPast(): bool
    {
        $end = $this->endsAt ?? $this->startsAt;
        return $end !== null && Clock::shown($end) < Clock::shown('now');
    }

    /**
     * "Tuesday, December 1, 2026".
     */
    public function day(): string
    {
        return $this->startsAt === null ? $this->rawDate : Clock::shown($this->startsAt)->format('l, F j, Y');
    }

    /**
     * "11:00 AM CST (10:00 AM MST at the property)".
     */
    public function time(): string
    {
        return $this->startsAt === null ? $this->rawTime : Clock::bothTimes($this->startsAt, $this->localLabel());
    }

    /**
     * "30 minutes".
     */
    public function duration(): string
    {
        return $this->startsAt === null || $this->endsAt === null
            ? ''
            : Clock::duration($this->startsAt, $this->endsAt);
    }

    private function localLabel(): ?string
    {
        return SlotLabels::local($this->rawDate, $this->rawTime);
    }

    /**
     * Returns what the status means for the renter.
     */
    public function explanation(): string
    {
        return match ($this->status) {
            TourStatus::Confirmed => match (true) {
                $this->isPast() => 'We hope you liked it.',
                $this->change === TourChange::Cancel => 'You asked the property to cancel this tour.',
                $this->change === TourChange::Move => 'You asked the property for another time.',
                default => 'The property is expecting you.',
            },
            TourStatus::Rejected => Format::reason($this->error) ?: 'The property could not take this tour.',
            TourStatus::Cancelled => 'This tour will not take place.',
            TourStatus::Requested => $this->isPast()
                ? 'The property did not confirm this tour.'
                : 'We sent your request to the property.',
        };
    }

    /**
     * Returns whether the renter can still cancel the tour or ask for another time.
     */
    public function isOpen(): bool
    {
        return !$this->isPast() && in_array($this->status, [TourStatus::Requested, TourStatus::Confirmed], true);
    }
}
