<?php
declare(strict_types=1);

namespace Portal;

/** @throws Problem when the request's method is none of these */
function allowMethods(string ...$methods): void
{
    if (!in_array($_SERVER['REQUEST_METHOD'], $methods, true)) {
        $allowed = implode(', ', $methods);
        throw new Problem(405, 'METHOD_NOT_ALLOWED', "Use $allowed here.", [], ['Allow' => $allowed]);
    }
}

/**
 * Refuses a browser that was led here by another site. Browsers tell by `Sec-Fetch-Site` and `Origin`, which no
 * page can forge; a client that is no browser sends neither and carries nobody else's cookies.
 *
 * @throws Problem
 */
function refuseOtherSites(): void
{
    $site = $_SERVER['HTTP_SEC_FETCH_SITE'] ?? null;
    $origin = $_SERVER['HTTP_ORIGIN'] ?? null;
    $ours = ($site === null || in_array($site, ['same-origin', 'none'], true))
        && ($origin === null || authority($origin) === authority('http://' . ($_SERVER['HTTP_HOST'] ?? '')));
    if (!$ours) {
        throw new Problem(403, 'CROSS_SITE', 'This request was made by another site.');
    }
}

/** Host and port; the default ports are left out, since a proxy may have taken the TLS off. */
function authority(string $origin): ?string
{
    $parts = parse_url($origin);
    if (!isset($parts['host'])) {
        return null;
    }
    $port = $parts['port'] ?? null;
    return strtolower($parts['host']) . (in_array($port, [null, 80, 443], true) ? '' : ":$port");
}

/**
 * The fields of a JSON or a form body.
 *
 * @return array<string, mixed>
 * @throws Problem
 */
function bodyFields(): array
{
    $type = strtolower(trim(explode(';', $_SERVER['CONTENT_TYPE'] ?? '')[0]));
    if (in_array($type, ['application/x-www-form-urlencoded', 'multipart/form-data', ''], true)) {
        return $_POST;
    }
    if ($type !== 'application/json' && !str_ends_with($type, '+json')) {
        throw new Problem(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send JSON or a form.');
    }
    $body = json_decode((string) file_get_contents('php://input'), true, 16);
    if (!is_array($body) || ($body !== [] && array_is_list($body))) {
        throw new Problem(400, 'INVALID_JSON', 'The body must be one JSON object.');
    }
    return $body;
}

function sendsJson(): bool
{
    return str_contains(strtolower($_SERVER['CONTENT_TYPE'] ?? ''), 'json');
}

/**
 * Answers with JSON, and with `application/problem+json` when the endpoint cannot do what it is asked.
 *
 * @param callable(): array{int, array|string} $endpoint gives status and body; a text is JSON already
 */
function answerJson(callable $endpoint): void
{
    try {
        [$status, $body] = $endpoint();
        sendJson($status, 'application/json', $body);
    } catch (\Throwable $failure) {
        answerProblem(Problem::of($failure));
    }
}

function answerProblem(Problem $problem): void
{
    sendJson($problem->status, 'application/problem+json', $problem->body(), $problem->headers);
}

/** @param array<string, string> $headers */
function sendJson(int $status, string $type, array|string $body, array $headers = []): void
{
    $flags = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR;
    $text = is_string($body) ? $body : json_encode($body, $flags);
    http_response_code($status);
    header("Content-Type: $type");
    header('Cache-Control: no-store');
    header('X-Content-Type-Options: nosniff');
    foreach ($headers as $name => $value) {
        header("$name: $value");
    }
    echo $text;
}

/** The signed-in user. @throws Problem 401 without one */
function requireUser(): User
{
    return signedInUser() ?? throw new Problem(401, 'NOT_SIGNED_IN', 'Sign in first.');
}
