<?php

declare(strict_types=1);

namespace Portal\Tours;

use Entrata\Exception\ToursNotSupportedException;
use Portal\Database\Database;
use Portal\Http\Problem;

/**
 * Tour times in the shape that the portal's code has always used.
 */
final class TourTimeSlots
{
    private const NOT_SUPPORTED = 'TOURS_NOT_SUPPORTED';

    /**
     * @return array<string, list<string>>|string Entrata's texts by day, or the word `TOURS_NOT_SUPPORTED`
     * @throws \Entrata\Exception\EntrataException
     * @throws Problem if no home of the property is known
     */
    public static function of(?string $subdomain, int $propertyId, ?string $month, ?string $tourType): array|string
    {
        try {
            $house = self::house($subdomain, $propertyId);
            $times = \Entrata\getTourAvailability($house, $month ?: null, $tourType ?: null);
        } catch (ToursNotSupportedException) {
            return self::NOT_SUPPORTED;
        }
        $slots = array_merge(...array_column($times['tourTimes'], 'slots'));
        $days = [];
        foreach ([...array_column($slots, 'raw'), ...$times['unreadable']] as $raw) {
            $days[$raw['date']][] = $raw['time'];
        }
        return $days;
    }

    /**
     * Returns a home of an Entrata property. All homes of a property share its calendar.
     */
    private static function house(?string $subdomain, int $propertyId): int
    {
        $house = Database::shared()->value(
            'SELECT h.id FROM entrata_houses eh
               JOIN entrata_clients c ON c.cid = eh.cid
               JOIN houses h ON h.id = eh.house_id
              WHERE eh.property_id = ? AND c.subdomain = COALESCE(?, c.subdomain) AND h.deleted_at IS NULL
              ORDER BY h.status DESC, h.id LIMIT 1',
            [$propertyId, $subdomain ?: null],
        );
        return $house === null ? throw Problem::unknownHouse() : (int) $house;
    }
}
