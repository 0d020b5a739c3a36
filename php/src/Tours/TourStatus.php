<?php

declare(strict_types=1);

namespace Portal\Tours;

/**
 * Where a tour stands: the values of `viewings.status`.
 */
enum TourStatus: string
{
    case Requested = 'REQUESTED';
    case Confirmed = 'CONFIRMED';
    case Rejected = 'REJECTED';
    case Cancelled = 'CANCELLED';

    public function label(): string
    {
        return match ($this) {
            self::Requested => 'Requested',
            self::Confirmed => 'Confirmed',
            self::Rejected => 'Declined',
            self::Cancelled => 'Canceled',
        };
    }

    /**
     * Returns the name of the colors that go with the status.
     */
    public function mood(): string
    {
        return match ($this) {
            self::Requested => 'wait',
            self::Confirmed => 'good',
            self::Rejected => 'bad',
            self::Cancelled => 'off',
        };
    }
}
