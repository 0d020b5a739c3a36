<?php

declare(strict_types=1);

namespace Portal\Operators;

use Portal\View\Clock;
use Portal\View\Format;

/**
 * How many webhooks arrived by day, kind and result.
 */
final readonly class WebhookChart
{
    /**
     * @param array<string, array<string, array<string, int>>> $days counts by day, kind and result; the last 30 days,
     *     oldest first, also those without any
     */
    private function __construct(public array $days)
    {
    }

    /**
     * @param list<array<string, mixed>> $rows with `hour` (hours since 1970, UTC), `kind`, `result` and `number`
     */
    public static function fromRows(array $rows): self
    {
        $days = [];
        for ($ago = Webhooks::CHART_DAYS - 1; $ago >= 0; $ago--) {
            $days[Clock::shown('now')->modify("-$ago days")->format('Y-m-d')] = [];
        }
        foreach ($rows as $row) {
            $day = Clock::shown('@' . (int) $row['hour'] * 3600)->format('Y-m-d');
            $number = &$days[$day][$row['kind']][$row['result']];
            $number = (int) $number + (int) $row['number'];
            unset($number);
        }
        return new self($days);
    }

    public function total(): int
    {
        return array_sum(array_map(self::sum(...), $this->days));
    }

    /**
     * The kinds that occur, in the chart's order.
     *
     * @return list<WebhookKind>
     */
    public function kinds(): array
    {
        return array_values(array_filter(WebhookKind::cases(), fn(WebhookKind $kind): bool => $this->count($kind) > 0));
    }

    public function count(WebhookKind $kind, ?WebhookResult $result = null): int
    {
        $count = static fn(array $day): int => $result === null
            ? array_sum($day[$kind->value] ?? [])
            : $day[$kind->value][$result->value] ?? 0;
        return array_sum(array_map($count, $this->days));
    }

    /**
     * How many were not accepted.
     */
    public function failed(): int
    {
        return array_sum(array_map(
            fn(WebhookKind $kind): int => $this->count($kind) - $this->count($kind, WebhookResult::Accepted),
            WebhookKind::cases(),
        ));
    }

    /**
     * Returns the top of the axis: a round number that no day exceeds.
     */
    public function top(): int
    {
        $most = max(1, ...array_map(self::sum(...), array_values($this->days)));
        $step = 10 ** (int) floor(log10($most));
        foreach ([1, 2, 4, 5, 10] as $times) {
            if ($times * $step >= $most) {
                return max(2, $times * $step);
            }
        }
        return $most;
    }

    /**
     * "Tuesday, Dec 1: 3 Activation accepted, 1 Suspension failed".
     */
    public function description(string $day): string
    {
        $parts = [];
        foreach ($this->days[$day] as $kind => $results) {
            foreach ($results as $result => $number) {
                $parts[] = number_format($number) . ' ' . strtolower(WebhookKind::from($kind)->label() . " $result");
            }
        }
        return Clock::dayName($day) . ': ' . (implode(', ', $parts) ?: 'none');
    }

    /**
     * "42 webhooks in 30 days, 3 of them failed or open".
     */
    public function summary(): string
    {
        return Format::count($this->total(), 'webhook') . ' in ' . Webhooks::CHART_DAYS . ' days'
            . ($this->failed() === 0 ? '' : ', ' . number_format($this->failed()) . ' of them failed or open');
    }

    /**
     * @param array<string, array<string, int>> $day
     */
    private static function sum(array $day): int
    {
        return array_sum(array_map(array_sum(...), $day));
    }
}
