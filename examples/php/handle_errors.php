<?php

/**
 * Which exception asks for what: each class stands for what the caller does next.
 *
 *     php examples/php/handle_errors.php CID
 */

declare(strict_types=1);

use Entrata\Exception as Failure;

/** Does something, and says what to do when it fails. */
function attempt(string $what, callable $work): void
{
    try {
        $work();
        $next = 'done';
    } catch (Failure\ValidationException $bad) {
        // Tell the person, field by field.
        $sentences = array_map(fn(array $error) => "{$error['field']} {$error['message']}", $bad->getErrors());
        $next = implode('; ', $sentences) ?: $bad->getMessage();
    } catch (Failure\AuthenticationException $unknown) {
        $next = "the client must install the portal again in Entrata ({$unknown->getErrorCode()})";
    } catch (Failure\RateLimitedException $limited) {
        $next = "again in {$limited->getRetryAfter()} s";
    } catch (Failure\ToursNotSupportedException | Failure\SlotUnavailableException) {
        $next = 'offer another time, or the telephone';
    } catch (Failure\ApiException $api) {
        $next = "Entrata says no: {$api->getEntrataCode()} {$api->getMessage()}";
    } catch (Failure\DatabaseException | Failure\ConfigException $ours) {
        // Ours to mend. The message holds no secret, and the cause is kept.
        error_log((string) $ours);
        $next = 'please try again in a moment';
    }
    echo "$what: $next\n";
}

$cid = (int) ($argv[1] ?? 0);
attempt('An odd month', fn() => Entrata\getTourAvailability(1, '13-2026'));
attempt('An unknown house', fn() => Entrata\getTourAvailability(999_999_999));
attempt('An unknown client', fn() => Entrata\call(999, 'properties', 'getProperties'));
attempt('An unknown method', fn() => Entrata\call($cid, 'properties', 'getNothing'));
ini_set('entrata.time_zone', 'Mars');
attempt('A setting that cannot be', fn() => Entrata\runJobs());
