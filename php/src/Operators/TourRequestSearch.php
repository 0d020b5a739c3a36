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
    private function __construct(
        public ?TourStatus $status,
        public string $text,
        public ?string $from,
        public ?string $to,
        public int $page,
    ) {
    }

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
     * Returns the search as SQL that follows another condition on `entrata_viewings v`, `users u` and `houses h`.
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
        if ($this->text !== '') {
            $where .= " AND CONCAT_WS(' ', COALESCE(v.first_name, u.first_name), COALESCE(v.last_name, u.last_name),
                COALESCE(v.email, u.email), h.title) LIKE ?";
            $values[] = '%' . addcslashes($this->text, '%_\\') . '%';
        }
        foreach (['>=' => $this->from, '<' => $this->to] as $compare => $day) {
            if ($day !== null) {
                $where .= " AND v.starts_at $compare ?";
                $values[] = Clock::startOfDay($day, $compare === '<' ? 1 : 0);
            }
        }
        return [$where, $values];
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
