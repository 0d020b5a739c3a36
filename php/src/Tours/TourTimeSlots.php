<?php

declare(strict_types=1);

namespace Portal\Tours;

use Entrata\Exception\ToursNotSupportedException;
use Entrata\Exception\ValidationException;
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
        $times = self::times(self::houses($subdomain, $propertyId), $month ?: null, $tourType ?: null);
        if ($times === null) {
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
     * Returns the tour times of the first home that the portal has not deleted; null if its property gives no tours.
     *
     * @param list<int> $houses
     * @return array<string, mixed>|null
     */
    private static function times(array $houses, ?string $month, ?string $tourType): ?array
    {
        foreach ($houses as $house) {
            try {
                return \Entrata\getTourAvailability($house, $month, $tourType);
            } catch (ToursNotSupportedException) {
                return null;
            } catch (ValidationException $failure) {
                if ($failure->getErrorCode() !== 'NOT_AN_ENTRATA_PROPERTY') {
                    throw $failure;
                }
            }
        }
        throw Problem::unknownHouse();
    }

    /**
     * Returns homes of an Entrata property. All of them share its calendar. Only our tables are read, so any map will
     * do.
     *
     * @return list<int>
     */
    private static function houses(?string $subdomain, int $propertyId): array
    {
        $rows = Database::shared()->rows(
            'SELECT eh.house_id FROM entrata_houses eh
               JOIN entrata_clients c ON c.cid = eh.cid
              WHERE eh.property_id = ? AND c.subdomain = COALESCE(?, c.subdomain)
              ORDER BY eh.retired_at IS NOT NULL, eh.house_id',
            [$propertyId, $subdomain ?: null],
        );
        return array_map(intval(...), array_column($rows, 'house_id'));
    }
}
