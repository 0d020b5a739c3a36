<?php
declare(strict_types=1);

namespace Portal;

const HOUSES_A_PAGE = 24;

/** Entrata's houses that are on the market. */
const ON_THE_MARKET = "h.source = 'ENTRATA' AND h.status = 1 AND h.deleted_at IS NULL";

/** One house on the market, or null. */
function houseOnTheMarket(int $id): ?array
{
    return query('SELECT h.* FROM houses h WHERE h.id = ? AND ' . ON_THE_MARKET, [$id])->fetch() ?: null;
}

/**
 * Houses on the market that fit a renter's wishes, one page of them.
 *
 * @return array{houses: list<array>, total: int}
 */
function housesOnTheMarket(HouseWishes $wishes): array
{
    [$where, $values] = $wishes->condition();
    $total = (int) query("SELECT COUNT(*) FROM houses h WHERE $where", $values)->fetchColumn();
    $offset = ($wishes->page - 1) * HOUSES_A_PAGE;
    $houses = query(
        "SELECT h.*, (SELECT i.url FROM house_images i WHERE i.house_id = h.id ORDER BY i.position, i.id LIMIT 1) AS picture
           FROM houses h WHERE $where
          ORDER BY h.city, h.entrata_client_id, h.entrata_property_id, h.price_pm, h.id
          LIMIT " . HOUSES_A_PAGE . " OFFSET $offset",
        $values,
    )->fetchAll();
    return ['houses' => $houses, 'total' => $total];
}

/** @return list<array{url: string, caption: string}> */
function picturesOf(int $houseId): array
{
    return query('SELECT url, caption FROM house_images WHERE house_id = ? ORDER BY position, id', [$houseId])->fetchAll();
}

/** What a renter looks for. */
final readonly class HouseWishes
{
    private function __construct(
        public string $place,
        public ?int $bedrooms,
        public ?int $rent,
        public int $page,
    ) {
    }

    /** @param array<string, mixed> $fields a wish that cannot be read is no wish */
    public static function read(array $fields): self
    {
        $place = is_string($fields['place'] ?? null) ? trim(mb_substr(mb_scrub($fields['place']), 0, 100)) : '';
        return new self(
            $place,
            positiveInteger($fields['bedrooms'] ?? null),
            positiveInteger($fields['rent'] ?? null),
            min(positiveInteger($fields['page'] ?? null) ?? 1, 10_000),
        );
    }

    /** @return array{string, list<scalar>} */
    public function condition(): array
    {
        $where = ON_THE_MARKET;
        $values = [];
        if ($this->place !== '') {
            $where .= ' AND CONCAT_WS(" ", h.title, h.address, h.city, h.state, h.postal_code) LIKE ?';
            $values[] = '%' . addcslashes($this->place, '%_\\') . '%';
        }
        if ($this->bedrooms !== null) {
            $where .= ' AND h.bedrooms >= ?';
            $values[] = $this->bedrooms;
        }
        if ($this->rent !== null) {
            $where .= ' AND h.price_pm <= ?';
            $values[] = $this->rent;
        }
        return [$where, $values];
    }

    public function any(): bool
    {
        return $this->place !== '' || $this->bedrooms !== null || $this->rent !== null;
    }

    /** The address of another page of the same wishes. */
    public function pageAddress(int $page): string
    {
        $fields = ['place' => $this->place, 'bedrooms' => $this->bedrooms, 'rent' => $this->rent, 'page' => $page];
        return '/tours.php?' . http_build_query(array_filter($fields)) . '#homes';
    }
}
