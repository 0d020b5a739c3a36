<?php

declare(strict_types=1);

namespace Portal\Tours;

use Entrata\Exception\EntrataException;

/**
 * The labels of a slot that is already booked.
 */
final class SlotLabels
{
    /**
     * Returns the slot in the property's own zone, "10:00 AM - 10:30 AM MST", if it differs from the shown zone.
     */
    public static function local(string $date, string $time): ?string
    {
        static $known = [];
        try {
            return $known["$date $time"] ??= \Entrata\convertTourTime($date, $time)['localLabel'] ?? null;
        } catch (EntrataException) {
            // A row of before, or a text that cannot be read: it is shown without.
            return null;
        }
    }
}
