<?php

declare(strict_types=1);

namespace Portal\Homes;

use Portal\Http\Input;

/**
 * What a renter searches for.
 */
final readonly class HouseSearch
{
    private function __construct(
        public string $place,
        public ?int $bedrooms,
        public ?int $rent,
        public bool $withoutTours,
        public int $page,
    ) {}

    /**
     * @param array<string, mixed> $fields
     */
    public static function read(array $fields): self
    {
        return new self(
            Input::text($fields['place'] ?? null),
            Input::positiveInteger($fields['bedrooms'] ?? null),
            Input::positiveInteger($fields['rent'] ?? null),
            ($fields['tours'] ?? null) === 'none',
            Input::page($fields['page'] ?? null),
        );
    }

    /**
     * Returns the search as SQL that follows another condition on `houses h`.
     *
     * @return array{string, list<scalar>}
     */
    public function condition(): array
    {
        $where = '';
        $values = [];
        if ($this->place !== '') {
            $where .= " AND CONCAT_WS(' ', h.title, h.address, h.city, h.state, h.postal_code) LIKE ?";
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

    public function isFiltered(): bool
    {
        return $this->place !== '' || $this->bedrooms !== null || $this->rent !== null;
    }

    /**
     * Returns the address of another page of the same search.
     */
    public function address(int $page = 1, ?bool $withoutTours = null): string
    {
        return '/tours.php?' . http_build_query(array_filter([
            'place' => $this->place,
            'bedrooms' => $this->bedrooms,
            'rent' => $this->rent,
            'tours' => $withoutTours ?? $this->withoutTours ? 'none' : null,
            'page' => $page > 1 ? $page : null,
        ])) . '#homes';
    }
}
