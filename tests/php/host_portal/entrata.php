<?php

/** Calls Entrata by hand and without a second try, as the portal has always done. */
function askEntrata(string $url, array $auth, string $method, array $params = [], ?string $token = null, ?string $version = null): array
{
    $header = "Content-Type: application/json\r\n" . ($token === null ? '' : "Authorization: Bearer $token\r\n");
    $body = ['auth' => $auth, 'requestId' => '15', 'method' => array_filter(['name' => $method, 'version' => $version]) + ['params' => (object) $params]];
    $context = stream_context_create(['http' => ['method' => 'POST', 'header' => $header, 'content' => json_encode($body), 'ignore_errors' => true]]);
    $response = json_decode(file_get_contents($url, false, $context), true)['response'];
    return $response['result'] ?? throw new RuntimeException(json_encode($response));
}

function exchangeAuthCode(string $code, int $cid): void
{
    $grant = ['type' => 'oauth', 'code' => $code, 'grant_type' => 'authorization_code', 'client_id' => $_ENV['ENTRATA_CLIENT_ID'], 'client_secret' => $_ENV['ENTRATA_CLIENT_SECRET']];
    $token = askEntrata($_ENV['ENTRATA_OAUTH_URL'], $grant, 'getAccessToken')['access_token'];
    $user = askEntrata($_ENV['ENTRATA_OAUTH_URL'], ['type' => 'oauth'], 'getUserInfo', [], $token);
    query('REPLACE INTO entrata_clients (cid, subdomain, access_token) VALUES (?, ?, ?)', [$cid, $user['subdomain'], $token]);
}

function callEntrata(int $cid, string $service, string $method, array $params, ?string $version = null): array
{
    [$client] = query('SELECT subdomain, access_token FROM entrata_clients WHERE cid = ?', [$cid]);
    $url = "{$_ENV['ENTRATA_API_URL']}/{$client['subdomain']}/v1/$service";
    return askEntrata($url, ['type' => 'oauth'], $method, $params, $client['access_token'], $version);
}
