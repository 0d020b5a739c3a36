<?php

declare(strict_types=1);

namespace Portal\Operators;

use Portal\Http\Input;
use Portal\View\Clock;

/**
 * What an operator looks for among its webhooks.
 */
final readonly class WebhookSearch
{
    private function __construct(
        public string $text,
        public ?WebhookKind $kind,
        public ?WebhookResult $result,
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
            Input::text($fields['q'] ?? null),
            WebhookKind::tryFrom(Input::text($fields['type'] ?? null)),
            WebhookResult::tryFrom(Input::text($fields['result'] ?? null)),
            Input::day($fields['from'] ?? null),
            Input::day($fields['to'] ?? null),
            Input::page($fields['page'] ?? null),
        );
    }

    /**
     * Returns the search as SQL that follows another condition on `entrata_webhooks w`. It does not look into the query
     * string, which may contain codes: a match would reveal one.
     *
     * @return array{string, list<scalar>}
     */
    public function condition(): array
    {
        $where = '';
        $values = [];
        if ($this->text !== '') {
            $like = addcslashes($this->text, '%_\\');
            $where .= ' AND (w.log_id LIKE ? OR w.property_id = ? OR w.outcome = ? OR w.error LIKE ?)';
            // A log id is ASCII; nothing else compares with it.
            $logId = mb_check_encoding($like, 'ASCII') ? "%$like" : '';
            $number = Input::positiveInteger($this->text) ?? 0;
            $outcome = strtoupper(str_replace(' ', '_', $this->text));
            array_push($values, $logId, $number, $outcome, "%$like%");
        }
        foreach (array_filter([$this->kind, $this->result]) as $choice) {
            $where .= " AND {$choice->condition()}";
        }
        foreach (['>=' => $this->from, '<' => $this->to] as $compare => $day) {
            if ($day !== null) {
                $where .= " AND w.received_at $compare ?";
                $values[] = Clock::startOfDay($day, $compare === '<' ? 1 : 0);
            }
        }
        return [$where, $values];
    }

    public function isFiltered(): bool
    {
        return $this->text !== '' || $this->kind !== null || $this->result !== null || $this->from !== null
            || $this->to !== null;
    }

    public function address(int $page = 1): string
    {
        return '/dashboard.php?' . http_build_query(array_filter([
            'q' => $this->text,
            'type' => $this->kind?->value,
            'result' => $this->result?->value,
            'from' => $this->from,
            'to' => $this->to,
            'page' => $page > 1 ? $page : null,
        ])) . '#webhooks';
    }
}
