<?php

declare(strict_types=1);

namespace Bench;

use RuntimeException;

/** What both PHP versions of a call to Entrata do alike: open the token, write the request, open the answer. */

/** The access token of a client, which the table keeps sealed: AES-256-GCM, bound to the key, the client and the column. */
function openToken(string $sealed, int $cid): string
{
    [$form, $keyId, $body] = explode('.', $sealed, 3) + ['', '', ''];
    $bytes = base64_decode($body, true);
    if ($form !== 'v1' || $bytes === false || strlen($bytes) < 28) {
        throw new RuntimeException("the stored token of client $cid cannot be opened");
    }
    $key = base64_decode((string) getenv('ENTRATA_TOKEN_KEY'), true);
    $token = openssl_decrypt(substr($bytes, 12, -16), 'aes-256-gcm', $key, OPENSSL_RAW_DATA, substr($bytes, 0, 12), substr($bytes, -16), "$form.$keyId.$cid.access_token");
    return $token === false ? throw new RuntimeException("the stored token of client $cid cannot be opened") : $token;
}

/** @return array<int, mixed> the options of curl for one call */
function curlOptions(array $client, string $service, string $method, array $params): array
{
    $host = getenv('ENTRATA_API_URL') . "/{$client['subdomain']}/v1/$service";
    $body = [
        'auth' => ['type' => 'oauth'],
        'requestId' => bin2hex(random_bytes(8)),
        'method' => ['name' => $method, 'version' => 'r1', 'params' => $params],
    ];
    return [
        CURLOPT_URL => $host,
        CURLOPT_POST => true,
        CURLOPT_POSTFIELDS => json_encode($body, JSON_THROW_ON_ERROR),
        CURLOPT_HTTPHEADER => [
            'Content-Type: application/json',
            'Accept: application/json',
            'Expect:',
            'Authorization: Bearer ' . openToken($client['access_token'], (int) $client['cid']),
        ],
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_CONNECTTIMEOUT => 3,
        CURLOPT_TIMEOUT => 10,
        // Every version of both asks for compressed answers, as the extension does.
        CURLOPT_ACCEPT_ENCODING => 'gzip',
        CURLOPT_CAINFO => getenv('SSL_CERT_FILE') ?: '/etc/ssl/certs/ca-certificates.crt',
    ];
}

/** The `result` of an answer, or what Entrata said is wrong. */
function result(string|bool|null $answer, int $status): mixed
{
    $read = is_string($answer) ? json_decode($answer, true) : null;
    $response = $read['response'] ?? null;
    if ($status !== 200 || !is_array($response) || (int) ($response['code'] ?? 200) !== 200 || !empty($response['error'])) {
        $said = $response['error']['message'] ?? $response['message'] ?? 'no answer of its API';
        throw new RuntimeException("Entrata answered $status: $said");
    }
    return $response['result'];
}

/** Entrata's word on its limits: calls a minute, those left, and for how many milliseconds that holds. */
function allowance(array $headers): ?array
{
    $limit = preg_match('~(\d+)/minute~i', $headers['x-ratelimit-limit'] ?? '', $found) ? (int) $found[1] : null;
    $left = preg_match('~(\d+)/minute~i', $headers['x-ratelimit-remaining'] ?? '', $found) ? (int) $found[1] : null;
    $resets = explode(';', $headers['x-ratelimit-reset'] ?? '');
    return $limit === null || $left === null || !isset($resets[2]) ? null : [$limit, $left, (int) $resets[2] * 1000];
}
