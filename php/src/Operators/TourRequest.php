<?php

declare(strict_types=1);

namespace Portal\Operators;

use Portal\Tours\SlotLabels;
use Portal\Tours\TourStatus;
use Portal\Tours\TourType;
use Portal\View\Clock;
use Portal\View\Format;

/**
 * A row of `entrata_viewings` with its renter and home: a tour as the property's operator sees it.
 */
final readonly class TourRequest
{
    private function __construct(
        public int $id,
        public TourStatus $status,
        public ?TourType $type,
        public string $renter,
        public ?string $email,
        public ?string $phone,
        public ?string $moveInDate,
        public ?string $message,
        public string $home,
        public string $rawDate,
        public string $rawTime,
        public ?string $startsAt,
        public ?string $endsAt,
        public ?string $externalId,
        public ?string $error,
        public int $attempts,
        public ?string $nextAttemptAt,
        public string $createdAt,
    ) {}

    /**
     * @param array<string, mixed> $row
     */
    public static function fromRow(array $row): self
    {
        return new self(
            (int) $row['viewing_id'],
            TourStatus::tryFrom((string) $row['status']) ?? TourStatus::Requested,
            TourType::tryFrom((string) $row['tour_type']),
            trim("{$row['first_name']} {$row['last_name']}"),
            $row['email'],
            $row['phone'],
            $row['move_in_date'],
            $row['message'],
            (string) $row['title'],
            (string) $row['tour_date'],
            (string) $row['tour_time'],
            $row['starts_at'],
            $row['ends_at'],
            $row['external_id'],
            $row['error'],
            (int) $row['attempts'],
            $row['next_attempt_at'],
            (string) $row['created_at'],
        );
    }

    /**
     * "Tue, Dec 1".
     */
    public function day(): string
    {
        return $this->startsAt === null ? $this->rawDate : Clock::shortDay($this->startsAt);
    }

    /**
     * "11:00 AM CST (10:00 AM MST at the property)".
     */
    public function time(): string
    {
        return $this->startsAt === null
            ? $this->rawTime
            : Clock::bothTimes($this->startsAt, SlotLabels::local($this->rawDate, $this->rawTime));
    }

    public function isPast(): bool
    {
        $end = $this->endsAt ?? $this->startsAt;
        return $end !== null && Clock::shown($end) < Clock::shown('now');
    }

    /**
     * Returns whether the lead is still pending, so that the page should refresh.
     */
    public function isOnItsWay(): bool
    {
        return $this->status === TourStatus::Requested && !$this->isPast();
    }

    public function state(): string
    {
        return match ($this->status) {
            TourStatus::Confirmed => 'Confirmed',
            TourStatus::Rejected => 'Declined',
            TourStatus::Cancelled => 'Canceled',
            TourStatus::Requested => 'Sending to Entrata',
        };
    }

    /**
     * Returns a detail about the state for the operator.
     */
    public function explanation(): string
    {
        return match ($this->status) {
            TourStatus::Confirmed => $this->externalId === null ? '' : "Lead $this->externalId.",
            TourStatus::Rejected, TourStatus::Cancelled => Format::reason($this->error),
            TourStatus::Requested => implode(' ', array_filter([
                $this->attempts === 0 ? '' : Format::count($this->attempts, 'attempt') . ' so far.',
                $this->nextAttemptAt === null
                    ? ''
                    : 'Next attempt ' . Clock::shown($this->nextAttemptAt)->format('g:i A T') . '.',
                Format::reason($this->error),
            ])),
        };
    }
}
