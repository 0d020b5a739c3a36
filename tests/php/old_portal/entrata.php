<?php

/** Asks Entrata, as the old portal did: by hand, without a second try. */
function askEntrata(string $url, array $auth, string $method, array $params = [], ?string $token = null, ?string $version = null): array
{
    $header = "Content-Type: application/json\r\n" . ($token === null ? '' : "Authorization: Bearer $token\r\n");
    $body = ['auth' => $auth, 'requestId' => '15', 'method' => array_filter(['name' => $method, 'version' => $version]) + ['params' => (object) $params]];
    $context = stream_context_create(['http' => ['method' => 'POST', 'header' => $header, 'content' => json_encode($body), 'ignore_errors' => true]]);
    $answer = json_decode(file_get_contents($url, false, $context), true)['response'];
    return $answer['result'] ?? throw new RuntimeException(json_encode($answer));
}

function exchangeAuthCode(string $code, int $cid): void
{
    $url = getenv('ENTRATA_OAUTH_URL');
    $grant = ['type' => 'oauth', 'code' => $code, 'grant_type' => 'authorization_code', 'client_id' => getenv('ENTRATA_CLIENT_ID'), 'client_secret' => getenv('ENTRATA_CLIENT_SECRET')];
    $token = askEntrata($url, $grant, 'getAccessToken')['access_token'];
    $user = askEntrata($url, ['type' => 'oauth'], 'getUserInfo', [], $token);
    query('REPLACE INTO clients (cid, subdomain, token) VALUES (?, ?, ?)', [$cid, $user['subdomain'], $token]);
}

function callEntrata(int $cid, string $service, string $method, array $params, ?string $version = null): array
{
    $client = query('SELECT subdomain, token FROM clients WHERE cid = ?', [$cid])->fetch();
    return askEntrata(getenv('ENTRATA_API_URL') . "/{$client['subdomain']}/v1/$service", ['type' => 'oauth'], $method, $params, $client['token'], $version);
}
