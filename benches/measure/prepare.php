<?php

/** Fills the tables through the extension, and records the sandbox's answers for what is measured without it. */

declare(strict_types=1);

require __DIR__ . '/../../php/db.php';
require __DIR__ . '/database.php';
require __DIR__ . '/../php/shared/ingestion.php';
require __DIR__ . '/../php/shared/tour_times.php';

const CID = 4711;
$folder = dirname((string) getenv('BENCH_FIGURES'));

function post(string $url, array $body): array
{
    $options = ['http' => ['method' => 'POST', 'header' => "Content-Type: application/json\r\n", 'content' => json_encode($body)]];
    return json_decode(file_get_contents($url, false, stream_context_create($options)), true, 512, JSON_THROW_ON_ERROR);
}

function fingerprint(int $user): string
{
    return Portal\Account\User::find($user)?->fingerprint() ?? exit("there is no user $user\n");
}

$code = post(getenv('SANDBOX_URL') . '/_sandbox/codes', ['cid' => CID])['auth_code'];
Entrata\exchangeAuthCode($code, CID);
foreach ([739040, 739200] as $property) {
    Entrata\ingestProperty(CID, $property);
}
foreach ([739200, 739010, 739100, 740000] as $property) {
    foreach (Bench\questionsOf($property) as [$service, $method, $params]) {
        forgetCalls();
        $result = Entrata\call(CID, $service, $method, $params);
        file_put_contents("$folder/recorded/$method-$property.json", json_encode(['response' => ['requestId' => '1', 'code' => 200, 'result' => $result]], JSON_UNESCAPED_SLASHES));
    }
}

// Houses of two hundred properties, for the webhooks.
change("INSERT INTO houses (id, source, title, status)
    SELECT 10000 + 10 * p.seq + f.seq, 'ENTRATA', 'A house', 1 FROM seq_1_to_200 p, seq_1_to_3 f");
change('INSERT INTO entrata_houses (house_id, cid, property_id, floorplan_id)
    SELECT 10000 + 10 * p.seq + f.seq, ?, 900000 + p.seq, f.seq FROM seq_1_to_200 p, seq_1_to_3 f', [CID]);

// A renter who is signed in, as the portal's session has it.
change("INSERT INTO users (id, role, first_name, last_name, email, phone) VALUES (7, 'USER', 'Riley', 'Renter', 'riley@renter.example', '312-555-0100')");
$session = ['user_id' => 7, 'fingerprint' => fingerprint(7), 'signed_in_at' => time(), 'seen_at' => time()];
$encoded = array_map(fn(string $name): string => "$name|" . serialize($session[$name]), array_keys($session));
file_put_contents("$folder/sessions/sess_bench0000000000000000000000", implode('', $encoded));

// 1,200 slots, 30 days of 40, as Entrata's answer is kept for all: as many days as the endpoint shows at once.
$window = Bench\window();
$days = [];
for ($day = 0; $day < 30; $day++) {
    $times = [];
    for ($slot = 0; $slot < 40; $slot++) {
        $minute = 480 + $slot * 15;
        $times[] = sprintf('%02d:%02d MST - %02d:%02d MST', $minute / 60, $minute % 60, ($minute + 30) / 60, ($minute + 30) % 60);
    }
    $days[] = [(new DateTimeImmutable($window['from']))->modify("+$day days")->format('Y-m-d'), $times];
}
change("INSERT INTO houses (id, source, title, status) VALUES (1200, 'ENTRATA', 'A house', 1)");
change('INSERT INTO entrata_houses (house_id, cid, property_id, floorplan_id) VALUES (1200, ?, 739041, 1)', [CID]);
change("INSERT INTO entrata_tour_times (cid, property_id, tour_type, from_date, to_date, answer, fetched_at, fresh_until)
    VALUES (?, 739041, 'AGENT_GUIDED', ?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) + INTERVAL 1 DAY)", [CID, $window['askedFrom'], $window['askedTo'], json_encode($days)]);
file_put_contents((string) getenv('BENCH_SLOTS'), json_encode($days));
