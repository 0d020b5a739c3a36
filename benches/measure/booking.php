<?php

/** A booking: the row is there, Entrata is 50 ms away, and its confirmation comes back. */

declare(strict_types=1);

require __DIR__ . '/figures.php';
require __DIR__ . '/worker.php';
require __DIR__ . '/database.php';

const CID = 4711;
const PROPERTY = 739040;

$house = (int) rowsOf('SELECT MIN(house_id) AS id FROM entrata_houses WHERE property_id = ?', [PROPERTY])[0]['id'];
$near = new Worker('extension');
$slots = array_merge(...array_column($near->ask('tour times', [$house])['result']['tourTimes'], 'slots'));
$slot = $slots[intdiv(count($slots), 2)]['raw'];
$near->end();

/** A viewing of a new person, as the portal's page writes it. */
function viewing(int $house, array $slot): int
{
    static $person = 0;
    $person++;
    $run = getmypid();
    change("INSERT INTO users (first_name, last_name, email, phone) VALUES ('Ada', 'Renter', ?, '312-555-0100')", ["ada$run.$person@renter.example"]);
    change(
        "INSERT INTO viewings (user_id, house_id, message, tour_type, entrata_tour_date, entrata_tour_time) VALUES (LAST_INSERT_ID(), ?, 'Hello', 'AGENT_GUIDED', ?, ?)",
        [$house, $slot['date'], $slot['time']],
    );
    return (int) database()->lastInsertId();
}

/** What is left in the tables, and at Entrata, of a booking; without ids and times of our own. */
function traces(int $viewing): array
{
    $row = rowsOf('SELECT v.status, v.starts_at, v.ends_at, v.external_source, v.external_id, e.status AS our_status, e.tour_type,
        e.tour_date, e.tour_time, e.starts_at AS our_starts_at, e.ends_at AS our_ends_at, e.external_id = v.external_id AS same_id,
        e.adopted, e.error, e.attempts, e.next_attempt_at, e.lease_owner, e.lease_until, e.sent_at IS NOT NULL AS sent, u.email
        FROM viewings v JOIN entrata_viewings e ON e.viewing_id = v.id JOIN users u ON u.id = v.user_id WHERE v.id = ?', [$viewing])[0];
    $truth = json_decode(file_get_contents(getenv('SANDBOX_URL') . '/_sandbox/truth'), true);
    $mine = fn(array $things): array => array_values(array_filter($things, fn(array $thing): bool => ($thing['email'] ?? '') === $row['email']));
    $plain = fn(array $things): array => array_map(fn(array $thing): array => array_filter(
        $thing,
        fn(string $key): bool => !preg_match('/(^id$|_id$|_at$|^email$|^created|^updated)/', $key),
        ARRAY_FILTER_USE_KEY,
    ), $things);
    $lease = rowsOf('SELECT lease_owner, lease_until FROM entrata_prospect_leases WHERE email = ?', [$row['email']]);
    $fresh = rowsOf('SELECT COUNT(fresh_until) AS n FROM entrata_tour_times WHERE property_id = ?', [PROPERTY])[0]['n'];
    $row['external_id'] = $row['external_id'] !== null;
    unset($row['email']);
    $events = rowsOf('SELECT kind, cid, property_id, delivered_at FROM entrata_events WHERE viewing_id = ?', [$viewing]);
    return ['row' => $row, 'lease' => $lease, 'events' => $events, 'fresh' => $fresh, 'leads' => $plain($mine($truth['leads'])), 'appointments' => $plain($mine($truth['appointments']))];
}

$far = ['ENTRATA_API_URL' => (string) getenv('BENCH_FAR_API_URL'), 'SSL_CERT_FILE' => (string) getenv('BENCH_CA')];
$workers = workers(['usual', 'best', 'extension'], $far);
$found = [];
foreach ($workers as $variant => $worker) {
    $viewing = viewing($house, $slot);
    $delivery = $worker->ask('book', [$viewing])['result'];
    same('booking', $delivery['viewingId'], $viewing, "$variant and the row");
    unset($delivery['viewingId'], $delivery['externalId']);
    $found[$variant] = [$delivery, traces($viewing)];
}
foreach (['usual', 'best'] as $variant) {
    same('booking', $found[$variant], $found['extension'], "$variant PHP and the extension");
}

$took = [];
for ($round = 0; $round < (quick() ? 3 : 20); $round++) {
    foreach ($workers as $variant => $worker) {
        $viewing = viewing($house, $slot);
        $took[$variant][] = $worker->ask('book', [$viewing])['took'][0] / 1000;
    }
}
keep('booking', $took);
keepAsked('booking', array_map(fn(Worker $worker): array => askedOfMariadb(function () use ($worker, $house, $slot): void {
    $worker->ask('book', [viewing($house, $slot)]);
}, 2), $workers));

// The wire itself: an empty question on a kept connection, over TLS.
$handle = curl_init(str_replace('/ext/orgs', '/_sandbox/faults', (string) getenv('BENCH_FAR_API_URL')));
curl_setopt_array($handle, [CURLOPT_RETURNTRANSFER => true, CURLOPT_CAINFO => getenv('BENCH_CA')]);
$wire = [];
for ($round = 0; $round < (quick() ? 5 : 20); $round++) {
    curl_exec($handle) !== false || exit("the far Entrata cannot be reached: " . curl_error($handle) . "\n");
    $wire[] = curl_getinfo($handle, CURLINFO_TOTAL_TIME) * 1000;
}
keep('round trip to Entrata', ['limit' => array_slice($wire, 1)]);
