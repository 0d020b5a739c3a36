<?php

declare(strict_types=1);

/** Requests against a pool of pages. */

function pool(string $name): string
{
    return trim(file_get_contents(dirname((string) getenv('BENCH_FIGURES')) . "/$name.url"));
}

/** @return array{int, string} status and body */
function request(string $url, array $headers = []): array
{
    $context = stream_context_create(['http' => ['ignore_errors' => true, 'header' => implode("\r\n", $headers)]]);
    $body = file_get_contents($url, false, $context);
    preg_match('~ (\d{3})~', $http_response_header[0], $status);
    return [(int) $status[1], $body];
}

/** Starts wrk against a pool. @return array{resource, resource} */
function wrk(string $name, string $script, float $seconds, int $connections): array
{
    $command = ['wrk', '--threads', '1', '--connections', (string) $connections, '--duration', ceil($seconds) . 's', '--script', __DIR__ . "/$script.lua", pool($name)];
    $process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], STDERR], $pipes);
    return [$process, $pipes[1]];
}

/** Requests a second against a pool; every answer must be a good one. */
function throughput(string $name, string $script, float $seconds, int $connections = 8): float
{
    [$process, $output] = wrk($name, $script, $seconds, $connections);
    $said = stream_get_contents($output);
    proc_close($process);
    if (!preg_match('/^Requests\/sec:\s+([\d.]+)/m', $said, $found) || preg_match('/Non-2xx|Socket errors/', $said)) {
        fwrite(STDERR, "$name, $script: not every request was answered well:\n$said");
        exit(1);
    }
    return (float) $found[1];
}
