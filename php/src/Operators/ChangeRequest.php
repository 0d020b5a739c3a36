<?php

declare(strict_types=1);

namespace Portal\Operators;

use Portal\Database\Database;
use Portal\Tours\SlotLabels;
use Portal\Tours\TourChange;
use Portal\View\Clock;

/**
 * A row of `entrata_tour_changes` with its tour: what a renter asks the property to change.
 */
final readonly class ChangeRequest
{
    private function __construct(
        public int $id,
        public TourChange $change,
        public ?string $note,
        public string $renter,
        public ?string $email,
        public ?string $phone,
        public string $home,
        public string $time,
        public string $createdAt,
    ) {}

    /**
     * @param array<string, mixed> $row
     */
    private static function fromRow(array $row): self
    {
        $local = SlotLabels::local((string) $row['tour_date'], (string) $row['tour_time']);
        return new self(
            (int) $row['id'],
            TourChange::from($row['kind']),
            $row['note'],
            trim("{$row['first_name']} {$row['last_name']}"),
            $row['email'],
            $row['phone'],
            (string) $row['title'],
            $row['starts_at'] === null
                ? "{$row['tour_date']} {$row['tour_time']}"
                : Clock::shown($row['starts_at'])->format('D, M j, ') . Clock::bothTimes($row['starts_at'], $local),
            (string) $row['created_at'],
        );
    }

    /**
     * Returns the open requests for tours that are still ahead, the next tour first.
     *
     * @return list<self>
     */
    public static function open(Operator $operator, int $most): array
    {
        $rows = Database::shared()->rows(
            "SELECT c.id, c.kind, c.note, c.created_at, v.tour_date, v.tour_time, v.starts_at, h.title,
                    COALESCE(v.first_name, u.first_name) AS first_name, COALESCE(v.last_name, u.last_name) AS last_name,
                    COALESCE(v.email, u.email) AS email, COALESCE(v.phone, u.phone) AS phone
               FROM entrata_tour_changes c
               JOIN entrata_viewings v ON v.viewing_id = c.viewing_id
               JOIN users u ON u.id = v.user_id
               JOIN houses h ON h.id = v.house_id
              WHERE c.cid IN ({$operator->cids()}) AND c.resolved_at IS NULL AND v.status IN ('REQUESTED', 'CONFIRMED')
                AND v.starts_at > UTC_TIMESTAMP()
              ORDER BY v.starts_at, c.id LIMIT $most",
        );
        return array_map(self::fromRow(...), $rows);
    }

    public static function resolve(Operator $operator, ?int $id): void
    {
        Database::shared()->change(
            "UPDATE entrata_tour_changes SET resolved_at = UTC_TIMESTAMP()
              WHERE id = ? AND cid IN ({$operator->cids()}) AND resolved_at IS NULL",
            [$id ?? 0],
        );
    }
}
