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
    private function __construct(public array $days) {}

    /**
     * Returns the days of the chart, oldest first.
     *
     * @return list<string> written YYYY-MM-DD, in the shown zone
     */
    public static function days(): array
    {
        $today = Clock::shown('now');
        $ago = range(Webhooks::CHART_DAYS - 1, 0);
        return array_map(static fn(int $days): string => $today->modify("-$days days")->format('Y-m-d'), $ago);
    }

    /**
     * @param list<string> $days as `days()` returns them
     * @param list<array<string, mixed>> $rows with `day` (1 for the first of them), `request_type`,
     *     `response_code` and `number`
     */
    public static function fromRows(array $days, array $rows): self
    {
        $counts = array_fill_keys($days, []);
        foreach ($rows as $row) {
            $kind = WebhookKind::of($row['request_type'])->value;
            $result = WebhookResult::of($row['response_code'])->value;
            $number = &$counts[$days[$row['day'] - 1]][$kind][$result];
            $number = (int) $number + (int) $row['number'];
            unset($number);
        }
        return new self($counts);
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
