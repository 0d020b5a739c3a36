<?php

declare(strict_types=1);

namespace Portal\Operators;

use Portal\Http\Input;
use Portal\Tours\TourStatus;
use Portal\View\Clock;

/**
 * Which tour requests an operator looks for.
 */
final readonly class TourRequestSearch
{
    /** A further word costs a further look at each request. */
    private const MOST_WORDS = 5;

    private function __construct(
        public ?TourStatus $status,
        public string $text,
        public ?string $from,
        public ?string $to,
        public int $page,
    ) {}

    /**
     * @param array<string, mixed> $fields
     */
    public static function read(array $fields): self
    {
        return new self(
            TourStatus::tryFrom(Input::text($fields['status'] ?? null)),
            Input::text($fields['renter'] ?? null),
            Input::day($fields['tours_from'] ?? null),
            Input::day($fields['tours_to'] ?? null),
            Input::page($fields['requests'] ?? null),
        );
    }

    /**
     * Returns the search as SQL that follows another condition on `entrata_viewings v`.
     *
     * @return array{string, list<scalar>}
     */
    public function condition(): array
    {
        $where = '';
        $values = [];
        if ($this->status !== null) {
            $where .= ' AND v.status = ?';
            $values[] = $this->status->value;
        }
        foreach ($this->words() as $word) {
            // Renters and homes are searched on their own, once, instead of beside each of their requests. The e-mail
            // address of a request is stored with a binary collation.
            $where .= " AND (CONCAT_WS(' ', v.first_name, v.last_name, v.email) COLLATE utf8mb4_unicode_ci LIKE ?
                OR v.user_id IN (SELECT u.id FROM users u
                    WHERE CONCAT_WS(' ', u.first_name, u.last_name, u.email) LIKE ?)
                OR v.house_id IN (SELECT h.id FROM houses h WHERE h.title LIKE ?))";
            array_push($values, ...array_fill(0, 3, '%' . addcslashes($word, '%_\\') . '%'));
        }
        foreach (['>=' => $this->from, '<' => $this->to] as $compare => $day) {
            if ($day !== null) {
                $where .= " AND v.starts_at $compare ?";
                $values[] = Clock::startOfDay($day, $compare === '<' ? 1 : 0);
            }
        }
        return [$where, $values];
    }

    /**
     * Returns the words of the text, each of which must be in a request.
     *
     * @return list<string>
     */
    private function words(): array
    {
        $words = preg_split('/\s+/u', $this->text, -1, PREG_SPLIT_NO_EMPTY);
        return array_slice($words === false ? [] : $words, 0, self::MOST_WORDS);
    }

    public function isFiltered(): bool
    {
        return $this->status !== null || $this->text !== '' || $this->from !== null || $this->to !== null;
    }

    public function address(int $page = 1): string
    {
        return '/dashboard.php?' . http_build_query(array_filter([
            'status' => $this->status?->value,
            'renter' => $this->text,
            'tours_from' => $this->from,
            'tours_to' => $this->to,
            'requests' => $page > 1 ? $page : null,
        ])) . '#requests';
    }
}
