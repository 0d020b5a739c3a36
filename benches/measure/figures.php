<?php

declare(strict_types=1);

/** Measurements as they are kept: one JSON line each in target/bench/figures.jsonl. */

/** Median and middle half. @param list<float> $values */
function spread(array $values): array
{
    sort($values);
    $at = fn(float $part): float => $values[(int) round($part * (count($values) - 1))];
    return ['median' => $at(0.5), 'low' => $at(0.25), 'high' => $at(0.75), 'times' => count($values)];
}

/** @param array<string, list<float>> $values by who: usual, best, extension, limit */
function keep(string $row, array $values, array $more = []): void
{
    $figures = ['row' => $row, 'who' => array_map(spread(...), array_filter($values))] + $more;
    file_put_contents(getenv('BENCH_FIGURES'), json_encode($figures) . "\n", FILE_APPEND);
    foreach ($figures['who'] as $who => $spread) {
        fprintf(STDERR, "%-34s %-12s %12.3f  (%.3f to %.3f, %d times)\n", $row, $who, $spread['median'], $spread['low'], $spread['high'], $spread['times']);
    }
}

function same(string $what, mixed $one, mixed $other, string $names): void
{
    if ($one !== $other) {
        $text = fn(mixed $value): string => is_string($value) ? $value : json_encode($value, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES);
        foreach (['one' => $one, 'other' => $other] as $name => $value) {
            file_put_contents(dirname((string) getenv('BENCH_FIGURES')) . "/differs-$name.json", $text($value));
        }
        fwrite(STDERR, "$what: $names do not give the same result; see target/bench/differs-*.json\n");
        exit(1);
    }
    fwrite(STDERR, "$what: $names give the same result\n");
}

function quick(): bool
{
    return (string) getenv('BENCH_QUICK') !== '';
}
