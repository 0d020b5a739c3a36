<?php
declare(strict_types=1);

namespace Portal;

/** What an operator looks for among its webhooks. */
final readonly class WebhookSearch
{
    private function __construct(
        public string $text,
        public ?string $kind,
        public ?string $result,
        public ?string $from,
        public ?string $to,
        public int $page,
    ) {
    }

    /** @param array<string, mixed> $fields what cannot be read counts as left out */
    public static function read(array $fields): self
    {
        $kind = $fields['type'] ?? null;
        $result = $fields['result'] ?? null;
        return new self(
            is_string($fields['q'] ?? null) ? trim(mb_substr(mb_scrub($fields['q']), 0, 100)) : '',
            is_string($kind) && isset(WEBHOOK_KINDS[$kind]) ? $kind : null,
            in_array($result, ['accepted', 'failed', 'unfinished'], true) ? $result : null,
            self::day($fields['from'] ?? null),
            self::day($fields['to'] ?? null),
            min(positiveInteger($fields['page'] ?? null) ?? 1, 100_000),
        );
    }

    private static function day(mixed $value): ?string
    {
        $day = is_string($value) ? \DateTimeImmutable::createFromFormat('!Y-m-d', $value) : false;
        return $day !== false && $day->format('Y-m-d') === $value ? $value : null;
    }

    /**
     * The search as SQL that follows another condition. The query string is not searched: it holds codes, and a
     * search that finds tells.
     *
     * @return array{string, list<scalar>}
     */
    public function condition(): array
    {
        $where = '';
        $values = [];
        if ($this->text !== '') {
            $where .= ' AND (w.log_id = ? OR w.property_id = ? OR w.cid = ? OR w.request_type = ? OR w.outcome = ? OR w.error LIKE ?)';
            $number = positiveInteger($this->text) ?? 0;
            $like = '%' . addcslashes($this->text, '%_\\') . '%';
            array_push($values, $this->ascii(), $number, $number, $this->text, $this->text, $like);
        }
        if ($this->kind !== null) {
            [$condition, $known] = match ($this->kind) {
                'AUTHENTICATION' => ['w.request_type IS NULL', []],
                'OTHER' => ["w.request_type NOT IN ('ACTIVATION', 'SUSPENDED', 'CHANGE_FEED_TYPE')", []],
                default => ['w.request_type = ?', [$this->kind]],
            };
            $where .= " AND $condition";
            array_push($values, ...$known);
        }
        $where .= match ($this->result) {
            'accepted' => ' AND w.response_code = 200',
            'failed' => ' AND w.response_code <> 200',
            'unfinished' => ' AND w.response_code IS NULL',
            default => '',
        };
        foreach (['>=' => $this->from, '<' => $this->to] as $compare => $day) {
            if ($day !== null) {
                $start = new \DateTimeImmutable($day, zone());
                $instant = $compare === '<' ? $start->modify('+1 day') : $start;
                $where .= " AND w.received_at $compare ?";
                $values[] = $instant->setTimezone(new \DateTimeZone('UTC'))->format('Y-m-d H:i:s');
            }
        }
        return [$where, $values];
    }

    /** A log id is ASCII; anything else would not compare. */
    private function ascii(): string
    {
        return mb_check_encoding($this->text, 'ASCII') ? $this->text : '';
    }

    public function any(): bool
    {
        return $this->text !== '' || $this->kind || $this->result || $this->from || $this->to;
    }

    /** The address of another page of the same search. */
    public function pageAddress(int $page): string
    {
        return '/dashboard.php?' . http_build_query(array_filter([
            'q' => $this->text,
            'type' => $this->kind,
            'result' => $this->result,
            'from' => $this->from,
            'to' => $this->to,
            'page' => $page,
        ])) . '#webhooks';
    }
}
