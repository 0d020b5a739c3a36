<?php

/** The webhook and the tour times through nginx and FPM, with the database here and one millisecond away. */

declare(strict_types=1);

require __DIR__ . '/figures.php';
require __DIR__ . '/worker.php';
require __DIR__ . '/database.php';
require __DIR__ . '/load.php';

const CID = 4711;
const VARIANTS = ['usual', 'best', 'extension'];
const WEBHOOKS = [
    'approved' => 'client_id=0123456789abcdef0123.portal&client_secret=sandbox-secret&cid=4711&property_id=900777&request_type=ACTIVATION',
    'again' => 'client_id=0123456789abcdef0123.portal&client_secret=sandbox-secret&cid=4711&property_id=900777&request_type=ACTIVATION',
    'wrong secret' => 'client_id=0123456789abcdef0123.portal&client_secret=wrong&cid=4711&property_id=900777&request_type=ACTIVATION',
    'unknown client' => 'client_id=0123456789abcdef0123.portal&client_secret=sandbox-secret&cid=4799&property_id=900777&request_type=ACTIVATION',
];

/** What a variant answers to each webhook, and what is in the tables then; without ids and times of our own. */
function webhookTraces(string $pool): array
{
    change('DELETE FROM entrata_webhooks');
    change('DELETE FROM entrata_properties WHERE property_id = 900777');
    change('DELETE FROM entrata_jobs');
    forgetHouses(900777);
    change("INSERT INTO houses (source, title, status) VALUES ('ENTRATA', 'A house', 0)");
    change('INSERT INTO entrata_houses (house_id, cid, property_id, floorplan_id) VALUES (LAST_INSERT_ID(), ?, 900777, 1)', [CID]);
    $answers = [];
    foreach (WEBHOOKS as $name => $query) {
        [$status, $body] = request(pool($pool) . "/index.php?$query");
        $answers[$name] = [$status, preg_replace('/"logId":"[0-9a-f-]{36}"/', '"logId":"…"', $body)];
    }
    return [
        'answers' => $answers,
        'log' => rowsOf('SELECT authenticated_by, request_type, cid, property_id, raw_query, remote_addr, response_code, outcome, error, completed_at >= received_at AS done FROM entrata_webhooks ORDER BY id'),
        'property' => rowsOf('SELECT p.status, p.feed_type, ABS(TIMESTAMPDIFF(SECOND, w.received_at, p.decided_at)) < 1 AS decided_then, w.id = (SELECT id FROM entrata_webhooks ORDER BY id LIMIT 1, 1) AS decided_by_the_second
            FROM entrata_properties p JOIN entrata_webhooks w ON w.log_id = p.decided_by WHERE p.property_id = 900777'),
        'houses' => rowsOf('SELECT h.status FROM houses h JOIN entrata_houses e ON e.house_id = h.id WHERE e.property_id = 900777'),
        'jobs' => rowsOf('SELECT kind, cid, property_id, state, requests, attempts, lease_owner, last_error, log_id IS NOT NULL AS logged FROM entrata_jobs'),
    ];
}

/** Rounds in turn, so that whatever else this machine does meets all alike. */
function inTurn(string $script, string $place, float $seconds, int $rounds): array
{
    $found = [];
    for ($round = 0; $round < $rounds; $round++) {
        foreach (VARIANTS as $variant) {
            $found[$variant][] = throughput("$variant-$place", $script, $seconds);
        }
        if ($script === 'webhook' && $place === 'near') {
            $found['limit'][] = bareCommits($seconds);
            $found['page'][] = throughput('limit-near', $script, $seconds);
        }
    }
    return $found;
}

/** As many bare clients as there are FPM workers, at once. */
function bareCommits(float $seconds): float
{
    static $clients = null;
    $clients ??= array_map(fn(): Worker => new Worker('limit'), range(1, 4));
    array_map(fn(Worker $client) => $client->send('commits', [$seconds]), $clients);
    return array_sum(array_map(fn(Worker $client): float => $client->answer()['result'], $clients));
}

foreach (['near', 'far'] as $place) {
    $traces = array_map(fn(string $variant): array => webhookTraces("$variant-$place"), array_combine(VARIANTS, VARIANTS));
    same("webhook, database $place", $traces['usual'], $traces['extension'], 'usual PHP and the extension');
    same("webhook, database $place", $traces['best'], $traces['extension'], 'best PHP and the extension');
}
$house = (int) rowsOf('SELECT MIN(house_id) AS id FROM entrata_houses WHERE property_id = 739040')[0]['id'];
putenv("BENCH_HOUSE=$house");
$cookie = 'Cookie: portal_session=bench0000000000000000000000';
// The first request fetches the tour times that all share.
request(pool('extension-near') . "/api/getEntrataTourTimes.php?propertyId=$house", [$cookie]);
$times = array_map(fn(string $variant): array => request(pool("$variant-near") . "/api/getEntrataTourTimes.php?propertyId=$house", [$cookie]), array_combine(VARIANTS, VARIANTS));
same('tour times', $times['extension'][0], 200, 'the extension and HTTP 200');
same('tour times', $times['usual'], $times['extension'], 'usual PHP and the extension');
same('tour times', $times['best'], $times['extension'], 'best PHP and the extension');

[$seconds, $rounds] = quick() ? [1.0, 2] : [3.0, 7];
keep('webhook', inTurn('webhook', 'near', $seconds, $rounds));
keep('webhook far', inTurn('webhook', 'far', $seconds, $rounds));
keep('tour times', inTurn('tour_times', 'near', $seconds, $rounds));

keepAsked('webhook', array_map(fn(string $variant): array => askedOfMariadb(
    fn() => request(pool("$variant-near") . '/index.php?' . WEBHOOKS['approved']),
), array_combine(VARIANTS, VARIANTS)));
keepAsked('tour times', array_map(fn(string $variant): array => askedOfMariadb(
    fn() => request(pool("$variant-near") . "/api/getEntrataTourTimes.php?propertyId=$house", [$cookie]),
), array_combine(VARIANTS, VARIANTS)));

// One request at a time: how many round trips a webhook takes, where a round trip outweighs all else.
$alone = $trips = [];
$far = new Worker('limit', ['ENTRATA_DATABASE_URL' => (string) getenv('BENCH_FAR_DATABASE_URL')]);
$far->ask('ask');
for ($round = 0; $round < (quick() ? 20 : 100); $round++) {
    foreach (VARIANTS as $variant) {
        $began = hrtime(true);
        request(pool("$variant-far") . '/index.php?' . WEBHOOKS['approved']);
        $alone[$variant][] = (hrtime(true) - $began) / 1e6;
        $began = hrtime(true);
        request(pool("$variant-near") . '/index.php?' . WEBHOOKS['approved']);
        $trips[$variant][] = $alone[$variant][$round] - (hrtime(true) - $began) / 1e6;
    }
    $alone['limit'][] = $far->ask('ask')['took'][0] / 1000;
}
keep('webhook alone, far', $alone);
keep('webhook, far above near', $trips);
