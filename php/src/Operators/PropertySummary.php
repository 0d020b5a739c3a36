<?php

declare(strict_types=1);

namespace Portal\Operators;

use Portal\Database\Database;
use Portal\Database\Paging;
use Portal\View\Clock;
use Portal\View\Format;

/**
 * A row of `entrata_properties` with its homes on the market.
 */
final readonly class PropertySummary
{
    private const A_PAGE = 3;

    private function __construct(
        public int $propertyId,
        public string $status,
        public ?string $feedType,
        public string $name,
        public ?string $ingestedAt,
        public int $onMarket,
        public string $place,
        public bool $withoutTours,
        public ?string $jobState,
    ) {}

    /**
     * Returns one page of an operator's properties by name, the suspended ones last.
     *
     * @return array{properties: list<self>, total: int, paging: Paging}
     */
    public static function found(Operator $operator, int $page): array
    {
        $cids = $operator->cids();
        $total = (int) Database::shared()->value("SELECT COUNT(*) FROM entrata_properties WHERE cid IN ($cids)");
        $paging = new Paging($total, self::A_PAGE, $page);
        $rows = Database::shared()->rows(
            "SELECT p.property_id, p.status, p.feed_type, p.name, p.ingested_at, p.tours_unsupported_at,
                    COALESCE(SUM(h.status = 1 AND h.deleted_at IS NULL), 0) AS on_market,
                    MIN(h.title) AS title, MIN(h.city) AS city, MIN(h.state) AS state,
                    (SELECT j.state FROM entrata_jobs j WHERE j.cid = p.cid AND j.property_id = p.property_id
                      ORDER BY j.state = 'DEAD' DESC, j.id LIMIT 1) AS job_state
               FROM (SELECT * FROM entrata_properties WHERE cid IN ($cids)
                      ORDER BY status = 'SUSPENDED', name, property_id {$paging->limit()}) p
               LEFT JOIN entrata_houses eh ON eh.cid = p.cid AND eh.property_id = p.property_id
               LEFT JOIN houses h ON h.id = eh.house_id
              GROUP BY p.cid, p.property_id, p.status, p.feed_type, p.name, p.ingested_at, p.tours_unsupported_at
              ORDER BY p.status = 'SUSPENDED', p.name, p.property_id",
        );
        return ['properties' => array_map(self::fromRow(...), $rows), 'total' => $total, 'paging' => $paging];
    }

    /**
     * @param array<string, mixed> $row
     */
    private static function fromRow(array $row): self
    {
        return new self(
            (int) $row['property_id'],
            (string) $row['status'],
            $row['feed_type'],
            // Before its first import only the number is known.
            $row['name'] ?: $row['title'] ?: "Property {$row['property_id']}",
            $row['ingested_at'],
            (int) $row['on_market'],
            implode(', ', array_filter([$row['city'], $row['state']])),
            $row['tours_unsupported_at'] !== null,
            $row['job_state'],
        );
    }

    /**
     * Returns the state's colors and its name.
     *
     * @return array{string, string}
     */
    public function state(): array
    {
        return match (true) {
            $this->jobState === 'DEAD' => ['bad', 'Import failed'],
            $this->status === 'SUSPENDED' => ['off', 'Suspended'],
            $this->onMarket > 0 => ['good', 'On the market'],
            $this->ingestedAt === null, $this->jobState === 'DUE' => ['wait', 'Importing'],
            default => ['off', 'Nothing on the market'],
        };
    }

    /**
     * "Denver, CO · 3 homes on the market".
     */
    public function summary(): string
    {
        return implode(' · ', array_filter([
            $this->place,
            Format::count($this->onMarket, 'home') . ' on the market',
            $this->withoutTours ? 'no online tours' : null,
        ]));
    }

    /**
     * "Property 739076 · last synced Nov 26, 1:45 PM".
     */
    public function source(): string
    {
        return implode(' · ', array_filter([
            "Property $this->propertyId",
            $this->feedType === null ? null : "feed $this->feedType",
            $this->ingestedAt === null ? null : 'last synced ' . Clock::shortDayAndTime($this->ingestedAt),
        ]));
    }
}
