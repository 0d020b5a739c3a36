<?php

/**
 * A PHP process that stays, as a worker of FPM does, and is asked for work line by line:
 *
 *     php benches/php/worker.php usual|best|extension|limit
 *     {"work":"ingest","arguments":[4711,739200],"times":1}
 *
 * It answers with the microseconds of each time and the last result.
 */

declare(strict_types=1);

$variant = $argv[1];
if ($variant !== 'extension') {
    foreach ($variant === 'limit' ? ['best/db', 'shared/tour_times', 'limit/limit'] : ["$variant/booking", "$variant/ingest", 'shared/tour_times'] as $file) {
        require __DIR__ . "/$file.php";
    }
}

/** @return array<string, callable> */
function works(string $variant): array
{
    if ($variant === 'limit') {
        $answer = file_get_contents((string) getenv('BENCH_SLOTS'));
        return [
            'slots' => fn(): array => json_decode($answer, true),
            'read and decode' => readAndDecode(...),
            'nothing' => fn(string $date, string $time): array => nothing($date, $time),
            'load' => loadData(...),
            'commits' => commits(...),
            'ask' => ask(...),
        ];
    }
    $ours = $variant === 'extension';
    return [
        'slots' => $ours ? Entrata\getTourAvailabilityJson(...) : slotsInPhp(...),
        'convert' => match ($variant) {
            'extension' => Entrata\convertTourTime(...),
            'usual' => shownSlot(...),
            'best' => slotReader()->shown(...),
        },
        'ingest' => $ours ? Entrata\ingestProperty(...) : ingestProperty(...),
        'book' => $ours ? Entrata\sendLeadToEntrataFromViewing(...) : sendLeadToEntrataFromViewing(...),
        'tour times' => $ours ? Entrata\getTourAvailability(...) : fn(): never => throw new LogicException('over FPM alone'),
        'call' => $ours ? Entrata\call(...) : fn(): never => throw new LogicException('the extension alone'),
    ];
}

/** Entrata's kept answer in, the endpoint's JSON out. */
function slotsInPhp(int $house): string
{
    return json_encode(Bench\tourTimes($house), JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
}

/** Private memory of this process in bytes, its own pages alone. */
function privateMemory(): int
{
    preg_match_all('/^Private_\w+:\s+(\d+) kB/m', file_get_contents('/proc/self/smaps_rollup'), $found);
    return 1024 * (int) array_sum($found[1]);
}

function done(callable $work, array $arguments, int $times, bool $restart): array
{
    $took = [];
    $result = null;
    for ($time = 0; $time < $times; $time++) {
        if ($restart) {
            unset($GLOBALS['connection']);
        }
        $began = hrtime(true);
        $result = $work(...$arguments);
        $took[] = (hrtime(true) - $began) / 1000;
    }
    return ['took' => $took, 'result' => $result];
}

/** A loop around cheap work: the microseconds of one of `$times`. */
function looped(callable $work, array $arguments, int $times): array
{
    $began = hrtime(true);
    for ($time = 0; $time < $times; $time++) {
        $result = $work(...$arguments);
    }
    return ['took' => [(hrtime(true) - $began) / 1000 / $times], 'result' => $result];
}

$works = works($variant);
while (($line = fgets(STDIN)) !== false) {
    $asked = json_decode($line, true, 512, JSON_THROW_ON_ERROR);
    try {
        $work = $works[$asked['work']];
        memory_reset_peak_usage();
        $answer = ($asked['loop'] ?? false)
            ? looped($work, $asked['arguments'], $asked['times'])
            : done($work, $asked['arguments'], $asked['times'], $variant === 'usual');
        $answer += ['private' => privateMemory(), 'peak' => memory_get_peak_usage()];
    } catch (Throwable $failure) {
        $answer = ['failure' => get_class($failure) . ': ' . $failure->getMessage()];
    }
    fwrite(STDOUT, json_encode($answer, JSON_INVALID_UTF8_SUBSTITUTE) . "\n");
}
