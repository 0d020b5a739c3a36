<?php

declare(strict_types=1);

require_once __DIR__ . '/../shared/entrata.php';
require_once __DIR__ . '/../shared/ingestion.php';

/** Entrata, as well as PHP can ask it: kept connections, all questions at once, and their count in few statements. */
final class Entrata
{
    private CurlMultiHandle $multi;
    /** @var list<CurlHandle> handles at rest */
    private array $handles = [];

    public function __construct()
    {
        $this->multi = curl_multi_init();
        curl_multi_setopt($this->multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
    }

    /**
     * @param list<array{string, string, array}> $questions service, method, parameters
     * @return array<string, mixed> the results by method
     */
    public function ask(array $client, array $questions, ?int $propertyId, bool $someoneWaits): array
    {
        $this->admit((int) $client['cid'], $questions, $propertyId, $someoneWaits);
        $asked = [];
        foreach ($questions as [$service, $method, $params]) {
            $handle = array_pop($this->handles) ?? curl_init();
            $asked[$method] = new Asked($handle, $service);
            curl_setopt_array($handle, Bench\curlOptions($client, $service, $method, $params) + [
                CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_2TLS,
                CURLOPT_PIPEWAIT => true,
                CURLOPT_TCP_NODELAY => true,
                CURLOPT_HEADERFUNCTION => $asked[$method]->header(...),
            ]);
            curl_multi_add_handle($this->multi, $handle);
        }
        do {
            curl_multi_exec($this->multi, $running);
            if ($running > 0) {
                curl_multi_select($this->multi, 1.0);
            }
        } while ($running > 0);
        return $this->results((int) $client['cid'], $asked);
    }

    /** @param array<string, Asked> $asked */
    private function results(int $cid, array $asked): array
    {
        $results = $responses = [];
        foreach ($asked as $method => $one) {
            $status = curl_getinfo($one->handle, CURLINFO_RESPONSE_CODE);
            $answer = curl_multi_getcontent($one->handle);
            curl_multi_remove_handle($this->multi, $one->handle);
            $this->handles[] = $one->handle;
            $responses[$one->service] = self::lesser($responses[$one->service] ?? null, Bench\allowance($one->headers));
            $results[$method] = Bench\result($answer, $status);
        }
        foreach (array_filter($responses) as $service => $allowance) {
            query(Bench\ALLOWANCE, [$cid, $service, ...$allowance]);
        }
        return $results;
    }

    /** Answers cross: the smaller number counts. */
    private static function lesser(?array $one, ?array $other): ?array
    {
        return $one === null || ($other !== null && $other[1] < $one[1]) ? $other : $one;
    }

    /** Counts all calls at once against what the contract and Entrata's headers allow. */
    private function admit(int $cid, array $questions, ?int $propertyId, bool $someoneWaits): void
    {
        $services = array_count_values(array_column($questions, 0));
        if ((!$someoneWaits && !$this->takeMinute($cid, $questions, $propertyId)) || !$this->takeAllowed($cid, $services, $someoneWaits, $questions, $propertyId)) {
            throw new RuntimeException('not allowed yet');
        }
    }

    private function takeMinute(int $cid, array $questions, ?int $propertyId): bool
    {
        $rows = implode(', ', array_fill(0, count($questions), '(?, ?, ?, UTC_TIMESTAMP(3))'));
        $values = array_merge(...array_map(fn(array $question): array => [$cid, $propertyId ?? 0, $question[1]], $questions));
        // 1 for a row that is new, 2 for one that changed, 0 for one that was called within the minute.
        return query(sprintf(Bench\TAKE_MINUTE, $rows), $values)->rowCount() >= count($questions);
    }

    private function takeAllowed(int $cid, array $services, bool $someoneWaits, array $questions, ?int $propertyId): bool
    {
        foreach ($services as $service => $calls) {
            if (query(Bench\TAKE_ALLOWED, [$calls, $cid, $service, $calls])->rowCount() > 0) {
                continue;
            }
            $responses = query('SELECT 1 FROM entrata_rate_limits WHERE cid = ? AND property_id = 0 AND method = ? AND remaining_until IS NOT NULL', [$cid, $service])->fetchColumn();
            $ofService = array_values(array_filter($questions, fn(array $question): bool => $question[0] === $service));
            $admitted = !$responses
                && (!$someoneWaits || $this->takeMinute($cid, $ofService, $propertyId))
                && query(Bench\TAKE_DAY, [$cid, Bench\entratasDay(), $calls])->rowCount() > 0;
            if (!$admitted) {
                return false;
            }
        }
        return true;
    }
}

/** A question under way. */
final class Asked
{
    /** @var array<string, string> */
    public array $headers = [];

    public function __construct(public readonly CurlHandle $handle, public readonly string $service) {}

    public function header(CurlHandle $handle, string $line): int
    {
        [$name, $value] = explode(':', $line, 2) + [1 => ''];
        $this->headers[strtolower($name)] = trim($value);
        return strlen($line);
    }
}

function entrata(): Entrata
{
    static $entrata = null;
    return $entrata ??= new Entrata();
}
