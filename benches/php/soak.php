<?php

/**
 * Many mixed requests, each with the answers that are due. Run by scripts/soak.sh, which sets up what it needs.
 *
 *     php benches/php/soak.php REQUESTS FPM-MASTER
 */

declare(strict_types=1);

const LANES = 8;
const WARM_UP = 2000;
/** What a worker's own memory may grow by after that, in KiB: a leak of 200 bytes a request would be more. */
const MOST_GROWTH = 4096;

[, $requests, $master] = $argv;
$portal = getenv('PORTAL_URL');
$credentials = http_build_query(['client_id' => getenv('ENTRATA_CLIENT_ID'), 'client_secret' => getenv('ENTRATA_CLIENT_SECRET')]);
$houses = explode(',', getenv('HOUSES'));
mt_srand(1);

/** One of the texts, at random. */
function any(array $texts): string
{
    return (string) $texts[mt_rand(0, count($texts) - 1)];
}

/** A person's request, in a browser's session of the lane's own. */
function visitor(CurlHandle $lane, string $url, ?array $form = null): array
{
    curl_setopt_array($lane, [CURLOPT_URL => $url, CURLOPT_POST => $form !== null, CURLOPT_HTTPGET => $form === null]);
    if ($form !== null) {
        curl_setopt($lane, CURLOPT_POSTFIELDS, http_build_query($form));
    }
    $body = curl_exec($lane);
    return [curl_getinfo($lane, CURLINFO_RESPONSE_CODE), json_decode((string) $body, true)];
}

/** @return array<int, array{rss: int, private: int}> the memory of each of FPM's workers, in KiB */
function memory(int $master): array
{
    $memory = [];
    foreach (explode(' ', trim(file_get_contents("/proc/$master/task/$master/children"))) as $worker) {
        preg_match_all('/^(Rss|Private_Clean|Private_Dirty): +(\d+)/m', file_get_contents("/proc/$worker/smaps_rollup"), $found);
        $of = array_combine($found[1], array_map(intval(...), $found[2]));
        $memory[(int) $worker] = ['rss' => $of['Rss'], 'private' => $of['Private_Clean'] + $of['Private_Dirty']];
    }
    return $memory;
}

$lanes = $slots = [];
for ($number = 1; $number <= LANES; $number++) {
    $lane = curl_init();
    curl_setopt_array($lane, [CURLOPT_RETURNTRANSFER => true, CURLOPT_COOKIEFILE => '', CURLOPT_TIMEOUT => 60]);
    [$status] = visitor($lane, "$portal/login.php", ['email' => "riley$number@example.com", 'password' => 'soak-password']);
    $status < 400 || exit("riley$number@example.com could not sign in: HTTP $status\n");
    $lanes[] = $lane;
}
foreach ($houses as $house) {
    [$status, $times] = visitor($lanes[0], "$portal/api/getEntrataTourTimes.php?propertyId=$house");
    $status === 200 || exit("House $house has no tour times: HTTP $status\n");
    foreach ($times['tourTimes'] as $day) {
        foreach ($day['slots'] as $slot) {
            $slots[] = [$house, $slot['raw']];
        }
    }
}

/** @return array{string, string, list<int>, ?array} the kind, the URL, the answers that are due, and a form to post */
$request = function () use ($portal, $credentials, $houses, &$slots): array {
    $webhook = "$portal/index.php?$credentials";
    $times = "$portal/api/getEntrataTourTimes.php";
    $dice = mt_rand(1, 100);
    if ($dice <= 40) {
        $type = any(['ACTIVATION', 'ACTIVATION', 'SUSPENDED', 'CHANGE_FEED_TYPE&feed_type=MITS']);
        return ['webhook', "$webhook&cid=4711&property_id=739077&request_type=$type", [200], null];
    }
    if ($dice <= 75) {
        return ['tour times', "$times?propertyId=" . any($houses), [200], null];
    }
    if ($dice <= 85) {
        [$house, $raw] = $slots[mt_rand(0, count($slots) - 1)];
        $booking = ['propertyId' => $house, 'tourDate' => $raw['date'], 'tourTime' => $raw['time'], 'tourType' => 'AGENT_GUIDED', 'message' => str_repeat('á', mt_rand(0, 500))];
        return ['booking', "$portal/api/requestViewing.php", [201, 202, 409, 429], $booking];
    }
    $bad = [
        ['wrong secret', "$portal/index.php?client_id=x&client_secret=y&cid=4711&request_type=ACTIVATION", [401], null],
        ['no property', "$webhook&cid=4711&request_type=ACTIVATION", [400], null],
        ['unknown client', "$webhook&cid=999&property_id=1&request_type=SUSPENDED", [404], null],
        ['unknown type', "$webhook&cid=4711&property_id=1&request_type=WHATEVER", [422], null],
        ['any bytes', "$webhook&cid=%FF%00" . rawurlencode(random_bytes(200)), [400], null],
        ['spent code', "$webhook&cid=4711&auth_code=" . bin2hex(random_bytes(30)), [502], null],
        ['bad month', "$times?propertyId=" . any($houses) . '&month=13-2026', [422], null],
        ['unknown house', "$times?propertyId=999999999", [404], null],
        ['empty booking', "$portal/api/requestViewing.php", [422], ['message' => 'x']],
        ['slot that is not offered', "$portal/api/requestViewing.php", [409, 422],
            ['propertyId' => any($houses), 'tourDate' => '2001-01-01', 'tourTime' => '3:03 EST - 3:13 EST', 'tourType' => 'AGENT_GUIDED']],
    ];
    return $bad[mt_rand(0, count($bad) - 1)];
};

$multi = curl_multi_init();
$answers = $wrong = $times = $waiting = [];
$asked = 0;
$begin = function (CurlHandle $lane) use (&$asked, &$waiting, $requests, $request, $multi): void {
    if ($asked++ < $requests) {
        [, $url, , $form] = $waiting[spl_object_id($lane)] = $request();
        curl_setopt_array($lane, $form === null ? [CURLOPT_URL => $url, CURLOPT_HTTPGET => true]
            : [CURLOPT_URL => $url, CURLOPT_POST => true, CURLOPT_POSTFIELDS => http_build_query($form)]);
        curl_multi_add_handle($multi, $lane);
    }
};

$before = null;
$began = hrtime(true);
array_map($begin, $lanes);
do {
    curl_multi_exec($multi, $running);
    while ($done = curl_multi_info_read($multi)) {
        $lane = $done['handle'];
        [$kind, $url, $due] = $waiting[spl_object_id($lane)];
        $status = curl_getinfo($lane, CURLINFO_RESPONSE_CODE);
        $answers[$kind][$status] = ($answers[$kind][$status] ?? 0) + 1;
        $times[$kind][] = curl_getinfo($lane, CURLINFO_TOTAL_TIME_T);
        if (!in_array($status, $due, true)) {
            $wrong[] = "$kind: HTTP $status " . curl_error($lane) . ' ' . substr((string) curl_multi_getcontent($lane), 0, 300);
        }
        curl_multi_remove_handle($multi, $lane);
        if ($before === null && array_sum(array_map(array_sum(...), $answers)) >= min(WARM_UP, $requests / 2)) {
            $before = memory((int) $master);
        }
        $begin($lane);
        $running = 1;
    }
    curl_multi_select($multi, 0.05);
} while ($running > 0);
$seconds = (hrtime(true) - $began) / 1e9;
$after = memory((int) $master);

printf("%s requests, %d at once, in %.0f s: %.0f a second; **%d errors**\n\n", number_format((int) $requests), LANES, $seconds, $requests / $seconds, count($wrong));
echo "| request | answers | median, ms | 99 of 100 within, ms |\n| --- | --- | ---: | ---: |\n";
foreach ($answers as $kind => $statuses) {
    sort($times[$kind]);
    $at = fn(float $part) => $times[$kind][(int) ($part * (count($times[$kind]) - 1))] / 1000;
    ksort($statuses);
    $responses = implode(', ', array_map(fn(int $status, int $count) => number_format($count) . " × $status", array_keys($statuses), $statuses));
    printf("| %s | %s | %.1f | %.1f |\n", $kind, $responses, $at(0.5), $at(0.99));
}
printf("\n| worker | Rss, KiB, after %s | at the end | private, KiB, after %s | at the end |\n| --- | ---: | ---: | ---: | ---: |\n", number_format(WARM_UP), number_format(WARM_UP));
foreach ($after as $worker => $at) {
    $was = $before[$worker] ?? ['rss' => 0, 'private' => 0];
    printf("| %d | %s | %s | %s | %s |\n", $worker, ...array_map(number_format(...), [$was['rss'], $at['rss'], $was['private'], $at['private']]));
}
foreach (array_slice($wrong, 0, 20) as $line) {
    fwrite(STDERR, "$line\n");
}
if (array_keys($before) !== array_keys($after)) {
    fwrite(STDERR, "A worker was lost.\n");
    exit(1);
}
foreach ($after as $worker => ['private' => $private]) {
    if ($private - $before[$worker]['private'] > MOST_GROWTH) {
        fwrite(STDERR, "Worker $worker has grown by more than " . MOST_GROWTH . " KiB.\n");
        exit(1);
    }
}
exit($wrong === [] ? 0 : 1);
