<?php

/**
 * Every function of the extension, on good and on bad ways, for a memory checker; says how often each was called.
 * Needs the stage that scripts/memcheck.sh opens.
 */

declare(strict_types=1);

require __DIR__ . '/../php/Stage.php';

/** @var array<string, int> */
$calls = [];

function call(string $function, mixed ...$arguments): mixed
{
    global $calls;
    $calls[$function] = ($calls[$function] ?? 0) + 1;
    try {
        return "Entrata\\$function"(...$arguments);
    } catch (Throwable $failure) {
        // The text comes from Rust too.
        return [get_class($failure), $failure->getMessage(), (string) $failure, $failure->getPrevious()];
    }
}

/** A viewing of a slot that is offered, as the portal's PHP writes it. */
function viewing(int $round): int
{
    $house = Stage::row('SELECT MIN(id) AS id FROM houses')['id'];
    $slot = Entrata\getTourAvailability($house, tourType: 'AGENT_GUIDED')['tourTimes'][$round]['slots'][0]['raw'];
    Stage::row("INSERT INTO users (first_name, email) VALUES ('Pat', CONCAT(UUID(), '@example.com'))");
    Stage::row(
        "INSERT INTO viewings (user_id, house_id, tour_type, entrata_tour_date, entrata_tour_time)
            VALUES (LAST_INSERT_ID(), ?, 'AGENT_GUIDED', ?, ?)",
        $house,
        $slot['date'],
        $slot['time'],
    );
    return (int) Stage::database()->lastInsertId();
}

$ours = http_build_query(['client_id' => getenv('ENTRATA_CLIENT_ID'), 'client_secret' => getenv('ENTRATA_CLIENT_SECRET')]);

for ($round = 0; $round < 3; $round++) {
    call('check');
    call('exchangeAuthCode', Stage::authCode(4711), 4711);
    call('exchangeAuthCode', 'made up', 4711);
    foreach (['ACTIVATION', 'SUSPENDED', 'ACTIVATION', 'CHANGE_FEED_TYPE', 'NONE'] as $type) {
        $query = "$ours&cid=4711&property_id=739076&feed_type=x&request_type=$type";
        $logId = call('logWebhook', $type, 4711, 739076, $query, '192.0.2.1');
        $reply = call('handleWebhook', $query, '192.0.2.1', $logId);
        [$reply->status, $reply->body, $reply->headers, serialize(clone $reply)];
    }
    call('handleWebhook', "\xff\0&&=&client_id=" . str_repeat('x', 100_000));
    call('logWebhook', null, null, null, "\xff\0", null);
    call('runJobs', 100);
    call('runJobs');
    call('ingestProperty', 4711, 739076);
    call('ingestProperty', 1, 1);
    for ($house = 1; $house < 4; $house++) {
        foreach ([null, date('m-Y', strtotime('first day of next month')), '13-2026'] as $month) {
            call('getTourAvailability', $house, $month, 'AGENT_GUIDED');
            call('getTourAvailabilityJson', $house, $month, 'AGENT_GUIDED');
        }
    }
    call('getTourAvailability', 1, tourType: "\xff");
    foreach (['10:00 MST - 10:30 MST', 'noonish', "\xff", str_repeat('1', 100_000)] as $time) {
        call('convertTourTime', '2026-12-01', $time);
        call('convertTourTime', '2026-12-01', $time, 'Mars/City');
    }
    $viewing = viewing($round);
    call('sendLeadToEntrataFromViewing', $viewing);
    call('sendLeadToEntrataFromViewing', $viewing);
    call('sendLeadToEntrataFromViewing', 999_999);
    call('call', 4711, 'properties', 'getFloorPlans', ['propertyId' => '739076', 'nested' => [[1, 2.5, null, true, 'é']]]);
    call('call', 4711, 'properties', 'getProperties', ['propertyIds' => 739076]);
    call('call', 4711, 'properties', 'getNothing', ['a' => "\xff"]);
    call('call', 4711, '../evil', 'x', [NAN, new stdClass(), fopen('php://memory', 'r')]);
    call('call', 1, 'properties', 'getProperties', [], 'r9');
    call('convertTourTime', 'too', 'many', 'arguments', 'here');
    call('runJobs', 'no number');
    call('logWebhook');
    ini_set('entrata.time_zone', 'Europe/Berlin');
    call('getTourAvailability', 1);
    ini_restore('entrata.time_zone');
    foreach (get_declared_classes() as $class) {
        if (is_subclass_of($class, Entrata\Exception\EntrataException::class)) {
            $made = new $class('made in PHP', 7, new Exception('before'));
            [$made->getHttpStatus(), $made->getErrorCode(), unserialize(serialize($made))];
        }
    }
    (new ReflectionExtension('entrata'))->getINIEntries();
    ob_start();
    phpinfo(INFO_MODULES);
    ob_end_clean();
}

$missing = array_diff(
    array_map(fn(string $name): string => substr($name, strlen('Entrata\\')), get_extension_funcs('entrata')),
    array_keys($calls),
);
if ($missing !== []) {
    fwrite(STDERR, 'never called: ' . implode(', ', $missing) . "\n");
    exit(1);
}
foreach ($calls as $function => $times) {
    echo "$function: $times calls\n";
}
