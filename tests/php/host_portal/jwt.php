<?php

/** A signed-in user is who has a token that we signed. */
function issueJwt(int $userId): string
{
    $part = fn(array $fields): string => rtrim(strtr(base64_encode(json_encode($fields)), '+/', '-_'), '=');
    $signed = $part(['alg' => 'HS256', 'typ' => 'JWT']) . '.' . $part(['sub' => $userId, 'exp' => time() + 3600]);
    return $signed . '.' . jwtSignature($signed);
}

function jwtSignature(string $signed): string
{
    return rtrim(strtr(base64_encode(hash_hmac('sha256', $signed, $_ENV['JWT_SECRET'], true)), '+/', '-_'), '=');
}

/** The user whose token comes in the body, or bare in the header. */
function requireUser(): int
{
    $parts = explode('.', $_POST['jwt'] ?? $_SERVER['HTTP_AUTHORIZATION'] ?? '');
    if (count($parts) === 3 && hash_equals(jwtSignature("$parts[0].$parts[1]"), $parts[2])) {
        $claims = json_decode(base64_decode(strtr($parts[1], '-_', '+/')), true);
        if ($claims['exp'] > time()) {
            return $claims['sub'];
        }
    }
    respond(['error' => 'Please sign in.'], 401);
}
