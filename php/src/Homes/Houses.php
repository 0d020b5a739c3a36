<?php

declare(strict_types=1);

namespace Portal\Homes;

use Portal\Database\Database;
use Portal\Database\Paging;

/**
 * Reads the homes that renters may see.
 */
final class Houses
{
    private const A_PAGE = 6;

    /** Entrata's houses that are on the market. */
    private const ON_MARKET = "h.source = 'ENTRATA' AND h.status = 1 AND h.deleted_at IS NULL";
    /** The same, with something to rent, as the portal's own lists have it. */
    private const LISTED = self::ON_MARKET . ' AND (h.number_available IS NULL OR h.number_available > 0)';
    private const FROM = 'houses h
        JOIN entrata_houses eh ON eh.house_id = h.id
        JOIN entrata_properties p ON p.cid = eh.cid AND p.property_id = eh.property_id';
    private const PICTURE = "(SELECT CONCAT(i.kind, ' ', i.url) FROM house_images i WHERE i.house_id = h.id
        ORDER BY i.kind = 'FLOORPLAN', i.position, i.id LIMIT 1) AS picture";

    public static function onMarket(int $id): ?House
    {
        $row = Database::shared()->row(
            'SELECT h.*, p.tours_unsupported_at FROM ' . self::FROM . ' WHERE h.id = ? AND ' . self::ON_MARKET,
            [$id],
        );
        return $row === null ? null : House::fromRow($row);
    }

    /**
     * Returns one page of the homes that fit a search: those that can be toured or, if the search asks for them, those
     * whose property gives no tours.
     *
     * @return array{houses: list<House>, total: int, paging: Paging, withoutTours: int}
     */
    public static function found(HouseSearch $search): array
    {
        [$where, $values] = $search->condition();
        $where = self::LISTED . $where;
        $counts = Database::shared()->row(
            'SELECT COUNT(*) AS homes, COALESCE(SUM(p.tours_unsupported_at IS NOT NULL), 0) AS without_tours
               FROM ' . self::FROM . " WHERE $where",
            $values,
        );
        $withoutTours = (int) $counts['without_tours'];
        $total = $search->withoutTours ? $withoutTours : (int) $counts['homes'] - $withoutTours;
        $paging = new Paging($total, self::A_PAGE, $search->page);
        // The page's rows are found by the columns of the search alone, before their long texts are read.
        $page = 'SELECT h.id, p.tours_unsupported_at, h.city, eh.cid, eh.property_id, h.price_pm FROM ' . self::FROM . "
              WHERE $where AND p.tours_unsupported_at IS " . ($search->withoutTours ? 'NOT NULL' : 'NULL') . '
              ORDER BY h.city, eh.cid, eh.property_id, h.price_pm, h.id
              ' . $paging->limit();
        $rows = Database::shared()->rows(
            'SELECT h.*, page.tours_unsupported_at, ' . self::PICTURE . " FROM ($page) page
               JOIN houses h ON h.id = page.id
              ORDER BY page.city, page.cid, page.property_id, page.price_pm, page.id",
            $values,
        );
        return [
            'houses' => array_map(House::fromRow(...), $rows),
            'total' => $total,
            'paging' => $paging,
            'withoutTours' => $withoutTours,
        ];
    }
}
