<?php

/**
 * What the extension `entrata` declares, for editors and static analysis.
 *
 * This file is read, never run: with the extension loaded it would declare everything twice.
 */

namespace Entrata {

    /**
     * Logs a webhook, before anything is done about it.
     *
     * Throws nothing for a database that is away: it warns in the error log, keeps the entry for later, and still
     * returns the id.
     *
     * @param string|null $requestType what the webhook asks for, as it was sent
     * @param int|null    $cid         Entrata's client id
     * @param int|null    $propertyId  Entrata's property id
     * @param string      $rawQuery    the query string as received; of POST, the form body behind it, after `&`
     * @param string|null $remoteAddr  who sent it
     *
     * @return string the unique log id, for `handleWebhook()`
     *
     * @throws Exception\ConfigException
     * @throws Exception\ValidationException
     */
    function logWebhook(
        ?string $requestType,
        ?int $cid,
        ?int $propertyId,
        #[\SensitiveParameter] string $rawQuery,
        ?string $remoteAddr = null,
    ): string {
    }

    /**
     * Handles a webhook of Entrata: logs it unless that was done, checks it, does what it asks, and says what to
     * answer. What goes wrong with the webhook itself is in the answer; nothing is thrown for it.
     *
     * @param string      $rawQuery   the query string as received; of POST, the form body behind it, after `&`
     * @param string|null $remoteAddr who sent it
     * @param string|null $logId      what `logWebhook()` returned for it
     *
     * @throws Exception\ConfigException
     * @throws Exception\ValidationException
     */
    function handleWebhook(
        #[\SensitiveParameter] string $rawQuery,
        ?string $remoteAddr = null,
        ?string $logId = null,
    ): Reply {
    }

    /**
     * Exchanges an authorisation code for an access token, and stores the client.
     *
     * @return array{
     *     cid: int,
     *     subdomain: string,
     *     companyName: string,
     *     status: 'ACTIVE'|'REAUTH_REQUIRED',
     *     tokenExpiresAt: string|null,
     *     propertyOperatorId: int,
     *     agentId: int
     * } the client as stored, never its token
     *
     * @throws Exception\EntrataException
     */
    function exchangeAuthCode(#[\SensitiveParameter] string $authCode, int $cid): array
    {
    }

    /**
     * Brings a property's floor plans, prices and pictures into the portal's tables.
     *
     * @return array{houses: int, images: int, retired: int} how many rows; retired: taken off the market
     *
     * @throws Exception\EntrataException
     */
    function ingestProperty(int $cid, int $propertyId): array
    {
    }

    /**
     * The times at which a house can be toured.
     *
     * @param int         $propertyId `houses.id`
     * @param string|null $month      `MM-YYYY`; without it, the next 30 days
     * @param string|null $tourType   `AGENT_GUIDED`, `SELF_GUIDED` or `VIRTUAL_GUIDED`
     *
     * @return array{
     *     propertyId: int,
     *     entrataPropertyId: int,
     *     timeZone: string,
     *     tourType: string,
     *     tourTimes: list<array{
     *         date: string,
     *         slots: list<array{raw: array{date: string, time: string}, start: string, end: string, label: string}>
     *     }>,
     *     unreadable: list<array{date: string, time: string}>,
     *     stale?: true
     * } stale: Entrata could not be asked, and these are older than usual
     *
     * @throws Exception\EntrataException
     */
    function getTourAvailability(int $propertyId, ?string $month = null, ?string $tourType = null): array
    {
    }

    /**
     * What getTourAvailability() returns, as JSON text: for endpoints that answer with it as it is. A month has some
     * thousand slots, and neither building nor encoding an array of them is needed there.
     *
     * @param int         $propertyId `houses.id`
     * @param string|null $month      `MM-YYYY`; without it, the next 30 days
     * @param string|null $tourType   `AGENT_GUIDED`, `SELF_GUIDED` or `VIRTUAL_GUIDED`
     *
     * @throws Exception\EntrataException
     */
    function getTourAvailabilityJson(int $propertyId, ?string $month = null, ?string $tourType = null): string
    {
    }

    /**
     * Reads a tour slot as Entrata writes it, and shows it in a zone.
     *
     * @param string $date     Entrata's `tourDate`, such as `2026-12-01`
     * @param string $time     Entrata's `tourTime`, such as `10:00 MST - 10:30 MST`
     * @param string $timeZone the IANA zone of whoever looks at it
     *
     * @return array{raw: array{date: string, time: string}, start: string, end: string, label: string}
     *
     * @throws Exception\ValidationException
     */
    function convertTourTime(string $date, string $time, string $timeZone = 'America/Chicago'): array
    {
    }

    /**
     * Sends a viewing to Entrata as a lead with its appointment, once: asking again tells how it stands.
     *
     * @param int $viewingId `viewings.id`
     *
     * @return array{
     *     viewingId: int,
     *     status: 'CONFIRMED'|'PENDING'|'REJECTED',
     *     externalId: string|null,
     *     start: string|null,
     *     end: string|null
     * } PENDING: Entrata could not be reached in time, the lead is kept and will be delivered
     *
     * @throws Exception\EntrataException
     */
    function sendLeadToEntrataFromViewing(int $viewingId): array
    {
    }

    /**
     * Calls any method of Entrata, also one that this extension does not know.
     *
     * @param string               $service such as `properties`
     * @param string               $method  such as `getProperties`
     * @param array<string, mixed> $params  as Entrata documents them; `(object) []` is an empty JSON object
     * @param string|null          $version such as `r2`
     *
     * @return array<array-key, mixed> the `result` of Entrata's answer
     *
     * @throws Exception\EntrataException
     */
    function call(int $cid, string $service, string $method, array $params = [], ?string $version = null): array
    {
    }

    /**
     * Runs jobs that are due: ingestions and leads that must still happen after a reply or a crash.
     *
     * @return int how many ran
     *
     * @throws Exception\EntrataException
     */
    function runJobs(int $max = 10): int
    {
    }

    /**
     * Checks settings, database, tables, token key and Entrata, as `entrata check` prints it.
     *
     * A missing or malformed setting is a line of its own, and no exception.
     *
     * @return list<array{name: string, ok: bool, message: string}>
     */
    function check(): array
    {
    }

    /**
     * What a webhook is to be answered with.
     */
    final readonly class Reply
    {
        /** The HTTP status. */
        public int $status;

        /** The JSON body. */
        public string $body;

        /** The id under which the webhook was logged. */
        public string $logId;

        /** @var array<string, string> The HTTP headers, by name. */
        public array $headers;

        /** Replies are made by `handleWebhook()` alone. */
        private function __construct()
        {
        }
    }
}

namespace Entrata\Exception {

    /**
     * Anything that went wrong in the extension. `getCode()` is the HTTP status too; `getPrevious()` has the cause.
     */
    class EntrataException extends \RuntimeException
    {
        /** The HTTP status with which the portal answers. */
        protected int $httpStatus = 500;

        /** The error code of the portal's JSON answers. */
        protected string $errorCode = 'INTERNAL';

        /** The HTTP status with which the portal answers, such as 502. */
        public function getHttpStatus(): int
        {
        }

        /** The error code of the portal's JSON answers, such as `ENTRATA_ERROR`. */
        public function getErrorCode(): string
        {
        }
    }

    /**
     * A setting is missing or malformed; the message names it. Somebody must change the settings.
     */
    class ConfigException extends EntrataException
    {
    }

    /**
     * The input is wrong, or names nothing that is there. Ask for other input.
     */
    class ValidationException extends EntrataException
    {
        /** @var list<array{field: string, message: string}> Every bad field. */
        protected array $errors = [];

        /**
         * Every bad field at once, and what would be right.
         *
         * @return list<array{field: string, message: string}>
         */
        public function getErrors(): array
        {
        }
    }

    /**
     * Entrata does not know the client, or no longer takes its token. The client must authenticate again.
     */
    class AuthenticationException extends EntrataException
    {
    }

    /**
     * Entrata refused the call, failed, or could not be reached. Try again later, or tell somebody.
     */
    class ApiException extends EntrataException
    {
        /** Entrata's own error number. */
        protected ?int $entrataCode = null;

        /** Entrata's own error number, where it gave one. */
        public function getEntrataCode(): ?int
        {
        }
    }

    /**
     * Entrata's limit of calls is reached. Wait, then try again.
     */
    class RateLimitedException extends EntrataException
    {
        /** Seconds to wait. */
        protected int $retryAfter = 60;

        /** How many seconds to wait before the next try. */
        public function getRetryAfter(): int
        {
        }
    }

    /**
     * The property offers no tours. Offer another way to get in touch.
     */
    class ToursNotSupportedException extends EntrataException
    {
    }

    /**
     * The slot is gone. Offer another one.
     */
    class SlotUnavailableException extends EntrataException
    {
    }

    /**
     * The database is away, or refused a statement. Try again in a moment.
     */
    class DatabaseException extends EntrataException
    {
    }
}
