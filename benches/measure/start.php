<?php

/** What the extension costs a PHP process that starts, and one that stays. */

declare(strict_types=1);

require __DIR__ . '/figures.php';
require __DIR__ . '/worker.php';
require __DIR__ . '/database.php';

const CID = 4711;
$extension = (string) getenv('BENCH_EXTENSION');

/** @return array{float, string} milliseconds from start to end, and what it printed */
function php(array $options, string $code): array
{
    $began = hrtime(true);
    $process = proc_open(['php', '-n', ...$options, '-r', $code], [['file', '/dev/null', 'r'], ['pipe', 'w'], STDERR], $pipes);
    $said = stream_get_contents($pipes[1]);
    proc_close($process);
    return [(hrtime(true) - $began) / 1e6, $said];
}

$with = ['plain' => [], 'extension' => ['-d', "extension=$extension"]];
$started = $memory = [];
for ($round = 0; $round < (quick() ? 20 : 200); $round++) {
    foreach ($with as $who => $options) {
        $started[$who][] = php($options, '')[0];
    }
}
for ($round = 0; $round < (quick() ? 3 : 10); $round++) {
    foreach ($with as $who => $options) {
        preg_match('/^Rss:\s+(\d+) kB/m', php($options, 'readfile("/proc/self/smaps_rollup");')[1], $found);
        $memory[$who][] = $found[1] / 1024;
    }
}
keep('start of PHP, ms', $started);
keep('memory of PHP, MB', $memory);

$stripped = dirname((string) getenv('BENCH_FIGURES')) . '/stripped.so';
exec('strip -o ' . escapeshellarg($stripped) . ' ' . escapeshellarg($extension), $said, $failed);
$failed === 0 || exit("strip failed\n");
keep('the stripped .so, MB', ['extension' => [filesize($stripped) / 1e6]]);

// A worker that has been of use: slots, tour times from the tables, a property, calls over TLS.
$house = (int) rowsOf('SELECT MIN(house_id) AS id FROM entrata_houses WHERE property_id = 739040')[0]['id'];
$near = ['ENTRATA_API_URL' => (string) getenv('BENCH_NEAR_TLS_URL'), 'SSL_CERT_FILE' => (string) getenv('BENCH_CA')];
$used = new Worker('extension', $near);
$used->ask('convert', ['2026-12-01', '10:00 MST - 10:30 MST'], quick() ? 700 : 8899, true);
$used->ask('tour times', [$house], quick() ? 200 : 1000, true);
$used->ask('call', [CID, 'status', 'getStatus'], 100, true);
forgetProperty(CID, 739040);
$after = $used->ask('ingest', [CID, 739040])['private'];
$idle = new Worker('limit');
$plain = $idle->ask('nothing', ['', ''], 10000, true)['private'];
keep('private memory after 10,000 calls, MB', ['plain' => [$plain / 1048576], 'extension' => [$after / 1048576]]);

// The first HTTPS call of a worker: what is ours is what neither a warm call nor curl's making of a connection takes.
$first = $warm = $connection = [];
for ($round = 0; $round < (quick() ? 5 : 30); $round++) {
    $fresh = new Worker('extension', $near);
    $fresh->ask('convert', ['2026-12-01', '10:00 MST - 10:30 MST']);
    $first[] = $fresh->ask('call', [CID, 'status', 'getStatus'])['took'][0] / 1000;
    $warm[] = $fresh->ask('call', [CID, 'status', 'getStatus'])['took'][0] / 1000;
    $fresh->end();
    $connection[] = handshake((string) getenv('BENCH_NEAR_TLS_URL'));
}
keep('first HTTPS call, ms', ['extension' => $first, 'warm' => $warm, 'limit' => $connection]);

/** The milliseconds that curl needs to connect, with TLS. */
function handshake(string $url): float
{
    $handle = curl_init($url);
    curl_setopt_array($handle, [CURLOPT_RETURNTRANSFER => true, CURLOPT_CAINFO => dirname((string) getenv('BENCH_FIGURES')) . '/ca.pem']);
    curl_exec($handle);
    return curl_getinfo($handle, CURLINFO_APPCONNECT_TIME) * 1000;
}
