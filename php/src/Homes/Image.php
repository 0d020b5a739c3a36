<?php

declare(strict_types=1);

namespace Portal\Homes;

use Portal\Database\Database;
use Portal\View\Format;

/**
 * A row of `house_images`.
 */
final readonly class Image
{
    private const MOST = 60;

    private function __construct(
        public string $url,
        public string $caption,
        public bool $isFloorPlan,
    ) {}

    /**
     * Returns the pictures of a home that a page may show, in their order.
     *
     * @return list<self>
     */
    public static function ofHouse(int $houseId): array
    {
        $rows = Database::shared()->rows(
            'SELECT url, caption, kind FROM house_images WHERE house_id = ? ORDER BY position, id LIMIT ' . self::MOST,
            [$houseId],
        );
        $shown = array_filter($rows, static fn(array $row): bool => Format::pictureAddress($row['url']) !== null);
        return array_values(array_map(self::fromRow(...), $shown));
    }

    /**
     * @param array<string, mixed> $row
     */
    private static function fromRow(array $row): self
    {
        return new self((string) $row['url'], trim((string) $row['caption']), $row['kind'] === 'FLOORPLAN');
    }
}
