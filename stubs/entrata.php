<?php

/**
 * What the extension `entrata` declares, for editors and static analysis.
 *
 * This file is read, never run: with the extension loaded it would declare everything twice.
 */

namespace Entrata {

    /**
     * Sets settings for the current request, for a portal that keeps them in `$_ENV` or a secrets manager. They win
     * over php.ini and the environment, and are reset at the end of the request. Each call replaces those of the
     * call before.
     *
     * ```php
     * Entrata\configure(['time_zone' => 'America/Denver', 'timeout_ms' => 5000]);
     * ```
     *
     * @param array<string, string|int|null> $settings values by lower-case name without `entrata_`; null leaves one out
     *
     * @throws Exception\ConfigException for an unknown name or an invalid value
     */
    function configure(#[\SensitiveParameter] array $settings): void {}

    /**
     * Sends the extension's log lines of the current request to a callable instead of the configured log. It runs as
     * each call of the extension ends. If it throws, the line goes to the configured log with a warning, and the call
     * returns its result.
     *
     * ```php
     * Entrata\setLogger(function (string $level, string $message, array $context): void {
     *     error_log("$level $message " . json_encode($context));
     * }); // or, with a PSR-3 logger: Entrata\setLogger($logger->log(...))
     * ```
     *
     * @param (callable(string, string, array<string, mixed>): mixed)|null $logger gets a PSR-3 level, the message and
     *     its context; null restores the configured log
     */
    function setLogger(?callable $logger = null): void {}

    /**
     * Logs a webhook, before anything else is done with it.
     *
     * Throws nothing if the database is unavailable: it warns in the log, keeps the entry for later, and still returns
     * the id.
     *
     * ```php
     * $logId = Entrata\logWebhook('ACTIVATION', $cid, $propertyId, $rawQuery);
     * ```
     *
     * @param string|null $requestType the request type as sent
     * @param int|null    $cid         Entrata's client id
     * @param int|null    $propertyId  Entrata's property id
     * @param string      $rawQuery    the query string as received; for POST, the form body behind it, after `&`
     * @param string|null $remoteAddr  the sender's address
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
        #[\SensitiveParameter]
        string $rawQuery,
        ?string $remoteAddr = null,
    ): string {}

    /**
     * Handles a webhook: logs it unless that is done, authenticates and validates it, carries it out, and returns the
     * response. What is wrong with the webhook itself is in the response; nothing is thrown for it.
     *
     * ```php
     * $reply = Entrata\handleWebhook($rawQuery, $_SERVER['REMOTE_ADDR'] ?? null);
     * http_response_code($reply->status);
     * echo $reply->body;
     * ```
     *
     * @param string      $rawQuery   the query string as received; for POST, the form body behind it, after `&`
     * @param string|null $remoteAddr the sender's address
     * @param string|null $logId      what `logWebhook()` returned for it
     *
     * @throws Exception\ConfigException
     * @throws Exception\ValidationException
     */
    function handleWebhook(
        #[\SensitiveParameter]
        string $rawQuery,
        ?string $remoteAddr = null,
        ?string $logId = null,
    ): Reply {}

    /**
     * Exchanges an authorization code for an access token, and stores the client.
     *
     * ```php
     * $client = Entrata\exchangeAuthCode($authCode, $cid);
     * echo $client['companyName'];
     * ```
     *
     * @param string $authCode Entrata's one-time code
     * @param int    $cid      Entrata's client id
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
     * @throws Exception\ConfigException
     * @throws Exception\ValidationException
     * @throws Exception\AuthenticationException
     * @throws Exception\ApiException
     * @throws Exception\DatabaseException
     */
    function exchangeAuthCode(#[\SensitiveParameter] string $authCode, int $cid): array {}

    /**
     * Fetches a property's floor plans, prices and pictures, and stores them as houses.
     *
     * ```php
     * $counts = Entrata\ingestProperty($cid, $propertyId);
     * foreach ($counts['skipped'] as $skipped) {
     *     echo "{$skipped['item']}: {$skipped['reason']}\n";
     * }
     * ```
     *
     * @param int $cid        Entrata's client id
     * @param int $propertyId Entrata's property id
     *
     * @return array{houses: int, images: int, retired: int, skipped: list<array{item: string, reason: string}>}
     *     counts of rows; retired: taken off the market; skipped: items that could not be used
     *
     * @throws Exception\ConfigException
     * @throws Exception\ValidationException
     * @throws Exception\AuthenticationException
     * @throws Exception\ApiException
     * @throws Exception\RateLimitedException
     * @throws Exception\DatabaseException
     */
    function ingestProperty(int $cid, int $propertyId): array {}

    /**
     * Returns the times at which a house can be toured.
     *
     * ```php
     * foreach (Entrata\getTourAvailability($houseId)['tourTimes'] as $day) {
     *     foreach ($day['slots'] as $slot) {
     *         echo "{$day['date']} {$slot['label']}\n";
     *     }
     * }
     * ```
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
     *     tourTimes: list<array{date: string, slots: list<array{
     *         raw: array{date: string, time: string},
     *         start: string,
     *         end: string,
     *         label: string,
     *         localLabel?: string
     *     }>}>,
     *     unreadable: list<array{date: string, time: string}>,
     *     stale?: true
     * } `localLabel`: the slot in its own zone, if that differs; `stale`: Entrata did not respond, and these are older
     *
     * @throws Exception\ConfigException
     * @throws Exception\ValidationException
     * @throws Exception\AuthenticationException
     * @throws Exception\ApiException
     * @throws Exception\RateLimitedException
     * @throws Exception\ToursNotSupportedException
     * @throws Exception\DatabaseException
     */
    function getTourAvailability(int $propertyId, ?string $month = null, ?string $tourType = null): array {}

    /**
     * Returns what `getTourAvailability()` returns, as JSON text, for endpoints that send it as it is. A month has a
     * thousand slots, and this skips building and encoding an array of them.
     *
     * ```php
     * header('Content-Type: application/json');
     * echo Entrata\getTourAvailabilityJson($houseId, tourType: 'SELF_GUIDED');
     * ```
     *
     * @param int         $propertyId `houses.id`
     * @param string|null $month      `MM-YYYY`; without it, the next 30 days
     * @param string|null $tourType   `AGENT_GUIDED`, `SELF_GUIDED` or `VIRTUAL_GUIDED`
     *
     * @throws Exception\ConfigException
     * @throws Exception\ValidationException
     * @throws Exception\AuthenticationException
     * @throws Exception\ApiException
     * @throws Exception\RateLimitedException
     * @throws Exception\ToursNotSupportedException
     * @throws Exception\DatabaseException
     */
    function getTourAvailabilityJson(int $propertyId, ?string $month = null, ?string $tourType = null): string {}

    /**
     * Parses a tour slot as Entrata writes it, and shows it in a time zone.
     *
     * ```php
     * $slot = Entrata\convertTourTime('2026-12-01', '10:00 MST - 10:30 MST', 'America/Chicago');
     * echo $slot['label']; // 11:00 AM - 11:30 AM CST
     * ```
     *
     * @param string      $date     Entrata's `tourDate`, such as `2026-12-01`
     * @param string      $time     Entrata's `tourTime`, such as `10:00 MST - 10:30 MST`
     * @param string|null $timeZone an IANA time zone; without it, the configured one
     *
     * @return array{
     *     raw: array{date: string, time: string},
     *     start: string,
     *     end: string,
     *     label: string,
     *     localLabel?: string
     * }
     *
     * @throws Exception\ConfigException
     * @throws Exception\ValidationException
     */
    function convertTourTime(string $date, string $time, ?string $timeZone = null): array {}

    /**
     * Sends a viewing to Entrata as a lead with its appointment, once. Called again, it returns where the lead stands.
     *
     * ```php
     * try {
     *     $lead = Entrata\sendLeadToEntrataFromViewing($viewingId);
     *     echo $lead['status'] === 'CONFIRMED' ? "Booked for {$lead['start']}" : 'Not confirmed yet';
     * } catch (Entrata\Exception\SlotUnavailableException $gone) {
     *     echo $gone->getUserMessage();
     * }
     * ```
     *
     * @param int $viewingId `viewings.id`
     *
     * @return array{
     *     viewingId: int,
     *     status: 'CONFIRMED'|'PENDING'|'REJECTED'|'CANCELLED',
     *     externalId: string|null,
     *     start: string|null,
     *     end: string|null
     * } PENDING: not confirmed yet; the lead is stored and will be delivered
     *
     * @throws Exception\ConfigException
     * @throws Exception\ValidationException
     * @throws Exception\SlotUnavailableException
     * @throws Exception\DatabaseException
     */
    function sendLeadToEntrataFromViewing(int $viewingId): array {}

    /**
     * Calls any method of Entrata, also one that this extension does not know. Keys keep their order both ways.
     * Integers beyond 64 bits come back as floats. A method whose name starts with `get` is retried; others are sent
     * once. Until Entrata's rate-limit headers say more, a method is called once a minute for each property.
     *
     * ```php
     * $sources = Entrata\call($cid, 'leads', 'getLeadPickLists', ['propertyId' => $propertyId]);
     * print_r($sources);
     * ```
     *
     * @param int                  $cid     Entrata's client id
     * @param string               $service such as `properties`
     * @param string               $method  such as `getProperties`
     * @param array<string, mixed> $params  as Entrata documents them; `(object) []` is an empty JSON object
     * @param string|null          $version such as `r2`
     *
     * @return array<array-key, mixed> the `result` of Entrata's response
     *
     * @throws Exception\ConfigException
     * @throws Exception\ValidationException
     * @throws Exception\AuthenticationException
     * @throws Exception\ApiException
     * @throws Exception\RateLimitedException
     * @throws Exception\DatabaseException
     */
    function call(int $cid, string $service, string $method, array $params = [], ?string $version = null): array {}

    /**
     * Runs due jobs: ingestions and leads that still have to be done after a reply or a crash.
     *
     * ```php
     * echo Entrata\runJobs(50), " jobs ran\n";
     * ```
     *
     * @param int $max the most jobs to run
     *
     * @return int the number of jobs run
     *
     * @throws Exception\ConfigException
     * @throws Exception\DatabaseException
     */
    function runJobs(int $max = 10): int {}

    /**
     * Hands events that are due to a listener, oldest first: what Entrata, a job or another process did since then. An
     * event is delivered once the listener returns. If it throws, the exception is thrown here, and the event comes
     * again later. Each event comes at least once, to one process at a time, and those of one viewing in their order.
     *
     * ```php
     * $mailed = Entrata\deliverEvents(function (Entrata\Event\Event $event): void {
     *     if ($event instanceof Entrata\Event\LeadConfirmed) {
     *         error_log("mail the renter of viewing $event->viewingId");
     *     }
     * }); // or, with a PSR-14 dispatcher: Entrata\deliverEvents($dispatcher->dispatch(...))
     * echo "$mailed events delivered\n";
     * ```
     *
     * @param callable $listener `callable(Event\Event): mixed`, such as the `dispatch()` of a PSR-14 dispatcher
     * @param int      $max      the most events to deliver
     *
     * @return int the number of events delivered
     *
     * @throws Exception\ConfigException
     * @throws Exception\DatabaseException
     */
    function deliverEvents(callable $listener, int $max = 100): int {}

    /**
     * Checks settings, database, tables, map, token key and Entrata, as `entrata check` prints it.
     *
     * A missing or malformed setting is a line, not an exception.
     *
     * ```php
     * foreach (Entrata\check() as $line) {
     *     echo $line['ok'] ? 'ok    ' : 'WRONG ', "{$line['name']}: {$line['message']}\n";
     * }
     * ```
     *
     * @return list<array{name: string, ok: bool, message: string}>
     */
    function check(): array {}

    /**
     * The response to a webhook.
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

        /**
         * Creates a reply, for tests.
         *
         * @param array<string, string> $headers
         */
        public function __construct(int $status, string $body, string $logId, array $headers = []) {}
    }

    /**
     * The functions of this namespace as methods. Depend on this interface where code should be tested without a
     * database; `Entrata\Testing\FakePortal` implements it in memory.
     *
     * @phpstan-type SlotArray array{
     *     raw: array{date: string, time: string},
     *     start: string,
     *     end: string,
     *     label: string,
     *     localLabel?: string
     * }
     * @phpstan-type TourTimesArray array{
     *     propertyId: int,
     *     entrataPropertyId: int,
     *     timeZone: string,
     *     tourType: string,
     *     tourTimes: list<array{date: string, slots: list<SlotArray>}>,
     *     unreadable: list<array{date: string, time: string}>,
     *     stale?: true
     * }
     * @phpstan-type LeadArray array{
     *     viewingId: int,
     *     status: 'CONFIRMED'|'PENDING'|'REJECTED'|'CANCELLED',
     *     externalId: string|null,
     *     start: string|null,
     *     end: string|null
     * }
     * @phpstan-type ClientArray array{
     *     cid: int,
     *     subdomain: string,
     *     companyName: string,
     *     status: 'ACTIVE'|'REAUTH_REQUIRED',
     *     tokenExpiresAt: string|null,
     *     propertyOperatorId: int,
     *     agentId: int
     * }
     */
    interface PortalApi
    {
        /**
         * See `Entrata\logWebhook()`.
         *
         * @throws Exception\ConfigException
         * @throws Exception\ValidationException
         */
        public function logWebhook(
            ?string $requestType,
            ?int $cid,
            ?int $propertyId,
            #[\SensitiveParameter]
            string $rawQuery,
            ?string $remoteAddr = null,
        ): string;

        /**
         * See `Entrata\handleWebhook()`.
         *
         * @throws Exception\ConfigException
         * @throws Exception\ValidationException
         */
        public function handleWebhook(
            #[\SensitiveParameter]
            string $rawQuery,
            ?string $remoteAddr = null,
            ?string $logId = null,
        ): Reply;

        /**
         * See `Entrata\exchangeAuthCode()`.
         *
         * @return ClientArray
         *
         * @throws Exception\ConfigException
         * @throws Exception\ValidationException
         * @throws Exception\AuthenticationException
         * @throws Exception\ApiException
         * @throws Exception\DatabaseException
         */
        public function exchangeAuthCode(#[\SensitiveParameter] string $authCode, int $cid): array;

        /**
         * See `Entrata\ingestProperty()`.
         *
         * @return array{houses: int, images: int, retired: int, skipped: list<array{item: string, reason: string}>}
         *
         * @throws Exception\ConfigException
         * @throws Exception\ValidationException
         * @throws Exception\AuthenticationException
         * @throws Exception\ApiException
         * @throws Exception\RateLimitedException
         * @throws Exception\DatabaseException
         */
        public function ingestProperty(int $cid, int $propertyId): array;

        /**
         * See `Entrata\getTourAvailability()`.
         *
         * @return TourTimesArray
         *
         * @throws Exception\ConfigException
         * @throws Exception\ValidationException
         * @throws Exception\AuthenticationException
         * @throws Exception\ApiException
         * @throws Exception\RateLimitedException
         * @throws Exception\ToursNotSupportedException
         * @throws Exception\DatabaseException
         */
        public function getTourAvailability(int $propertyId, ?string $month = null, ?string $tourType = null): array;

        /**
         * See `Entrata\getTourAvailabilityJson()`.
         *
         * @throws Exception\ConfigException
         * @throws Exception\ValidationException
         * @throws Exception\AuthenticationException
         * @throws Exception\ApiException
         * @throws Exception\RateLimitedException
         * @throws Exception\ToursNotSupportedException
         * @throws Exception\DatabaseException
         */
        public function getTourAvailabilityJson(
            int $propertyId,
            ?string $month = null,
            ?string $tourType = null,
        ): string;

        /**
         * See `Entrata\convertTourTime()`.
         *
         * @return SlotArray
         *
         * @throws Exception\ConfigException
         * @throws Exception\ValidationException
         */
        public function convertTourTime(string $date, string $time, ?string $timeZone = null): array;

        /**
         * See `Entrata\sendLeadToEntrataFromViewing()`.
         *
         * @return LeadArray
         *
         * @throws Exception\ConfigException
         * @throws Exception\ValidationException
         * @throws Exception\SlotUnavailableException
         * @throws Exception\DatabaseException
         */
        public function sendLeadToEntrataFromViewing(int $viewingId): array;

        /**
         * See `Entrata\call()`.
         *
         * @return array<array-key, mixed>
         *
         * @throws Exception\ConfigException
         * @throws Exception\ValidationException
         * @throws Exception\AuthenticationException
         * @throws Exception\ApiException
         * @throws Exception\RateLimitedException
         * @throws Exception\DatabaseException
         */
        public function call(
            int $cid,
            string $service,
            string $method,
            array $params = [],
            ?string $version = null,
        ): array;

        /**
         * See `Entrata\runJobs()`.
         *
         * @throws Exception\ConfigException
         * @throws Exception\DatabaseException
         */
        public function runJobs(int $max = 10): int;

        /**
         * See `Entrata\deliverEvents()`.
         *
         * @param callable(Event\Event): mixed $listener
         *
         * @throws Exception\ConfigException
         * @throws Exception\DatabaseException
         */
        public function deliverEvents(callable $listener, int $max = 100): int;

        /**
         * See `Entrata\check()`.
         *
         * @return list<array{name: string, ok: bool, message: string}>
         */
        public function check(): array;
    }

    /**
     * A portal with settings of its own, so that one process can serve two vendor accounts or databases. Objects with
     * equal settings share one connection.
     *
     * ```php
     * $settings = ['database_url' => $url, 'client_id' => $id, 'client_secret' => $secret, 'token_key' => $key];
     * $portal = new Entrata\Portal($settings);
     * echo $portal->getTourAvailabilityJson($houseId);
     * ```
     *
     * @phpstan-import-type SlotArray from PortalApi
     * @phpstan-import-type TourTimesArray from PortalApi
     * @phpstan-import-type LeadArray from PortalApi
     * @phpstan-import-type ClientArray from PortalApi
     */
    class Portal implements PortalApi
    {
        /**
         * Checks the settings and connects to nothing yet. What they leave open comes from php.ini, then from the
         * environment.
         *
         * @param array<string, string|int|null> $settings values by lower-case name without `entrata_`
         *
         * @throws Exception\ConfigException for an unknown name or an invalid value
         */
        public function __construct(#[\SensitiveParameter] array $settings = []) {}

        /**
         * See `Entrata\logWebhook()`.
         *
         * @throws Exception\ConfigException
         * @throws Exception\ValidationException
         */
        public function logWebhook(
            ?string $requestType,
            ?int $cid,
            ?int $propertyId,
            #[\SensitiveParameter]
            string $rawQuery,
            ?string $remoteAddr = null,
        ): string {}

        /**
         * See `Entrata\handleWebhook()`.
         *
         * @throws Exception\ConfigException
         * @throws Exception\ValidationException
         */
        public function handleWebhook(
            #[\SensitiveParameter]
            string $rawQuery,
            ?string $remoteAddr = null,
            ?string $logId = null,
        ): Reply {}

        /**
         * See `Entrata\exchangeAuthCode()`.
         *
         * @return ClientArray
         *
         * @throws Exception\ConfigException
         * @throws Exception\ValidationException
         * @throws Exception\AuthenticationException
         * @throws Exception\ApiException
         * @throws Exception\DatabaseException
         */
        public function exchangeAuthCode(#[\SensitiveParameter] string $authCode, int $cid): array {}

        /**
         * See `Entrata\ingestProperty()`.
         *
         * @return array{houses: int, images: int, retired: int, skipped: list<array{item: string, reason: string}>}
         *
         * @throws Exception\ConfigException
         * @throws Exception\ValidationException
         * @throws Exception\AuthenticationException
         * @throws Exception\ApiException
         * @throws Exception\RateLimitedException
         * @throws Exception\DatabaseException
         */
        public function ingestProperty(int $cid, int $propertyId): array {}

        /**
         * See `Entrata\getTourAvailability()`.
         *
         * @return TourTimesArray
         *
         * @throws Exception\ConfigException
         * @throws Exception\ValidationException
         * @throws Exception\AuthenticationException
         * @throws Exception\ApiException
         * @throws Exception\RateLimitedException
         * @throws Exception\ToursNotSupportedException
         * @throws Exception\DatabaseException
         */
        public function getTourAvailability(int $propertyId, ?string $month = null, ?string $tourType = null): array {}

        /**
         * See `Entrata\getTourAvailabilityJson()`.
         *
         * @throws Exception\ConfigException
         * @throws Exception\ValidationException
         * @throws Exception\AuthenticationException
         * @throws Exception\ApiException
         * @throws Exception\RateLimitedException
         * @throws Exception\ToursNotSupportedException
         * @throws Exception\DatabaseException
         */
        public function getTourAvailabilityJson(
            int $propertyId,
            ?string $month = null,
            ?string $tourType = null,
        ): string {}

        /**
         * See `Entrata\convertTourTime()`.
         *
         * @return SlotArray
         *
         * @throws Exception\ConfigException
         * @throws Exception\ValidationException
         */
        public function convertTourTime(string $date, string $time, ?string $timeZone = null): array {}

        /**
         * See `Entrata\sendLeadToEntrataFromViewing()`.
         *
         * @return LeadArray
         *
         * @throws Exception\ConfigException
         * @throws Exception\ValidationException
         * @throws Exception\SlotUnavailableException
         * @throws Exception\DatabaseException
         */
        public function sendLeadToEntrataFromViewing(int $viewingId): array {}

        /**
         * See `Entrata\call()`.
         *
         * @return array<array-key, mixed>
         *
         * @throws Exception\ConfigException
         * @throws Exception\ValidationException
         * @throws Exception\AuthenticationException
         * @throws Exception\ApiException
         * @throws Exception\RateLimitedException
         * @throws Exception\DatabaseException
         */
        public function call(
            int $cid,
            string $service,
            string $method,
            array $params = [],
            ?string $version = null,
        ): array {}

        /**
         * See `Entrata\runJobs()`.
         *
         * @throws Exception\ConfigException
         * @throws Exception\DatabaseException
         */
        public function runJobs(int $max = 10): int {}

        /**
         * See `Entrata\deliverEvents()`.
         *
         * @param callable(Event\Event): mixed $listener
         *
         * @throws Exception\ConfigException
         * @throws Exception\DatabaseException
         */
        public function deliverEvents(callable $listener, int $max = 100): int {}

        /**
         * See `Entrata\check()`.
         *
         * @return list<array{name: string, ok: bool, message: string}>
         */
        public function check(): array {}
    }
}

namespace Entrata\Event {

    /**
     * Something that happened, for `Entrata\deliverEvents()`. Its class says what; there are seven of them.
     */
    abstract readonly class Event
    {
        /** A number of its own: the same when an event comes again. */
        public int $id;

        /** Entrata's client id. */
        public int $cid;

        /** Entrata's property id; null if it is about a client. */
        public ?int $propertyId;

        /** `viewings.id`; null if it is about no viewing. */
        public ?int $viewingId;

        /** When it happened, in RFC 3339 and UTC. */
        public string $createdAt;

        /**
         * Creates an event, for tests.
         */
        public function __construct(int $id, int $cid, ?int $propertyId, ?int $viewingId, string $createdAt) {}
    }

    /**
     * Entrata rejects a client's token: the client must authenticate again.
     */
    final readonly class ClientUnauthorized extends Event {}

    /**
     * Entrata confirmed a tour: the renter can be sent a confirmation.
     */
    final readonly class LeadConfirmed extends Event {}

    /**
     * A tour was rejected: its time is no longer available, or Entrata does not take the lead.
     */
    final readonly class LeadRejected extends Event {}

    /**
     * A property was ingested: its houses are current.
     */
    final readonly class PropertyIngested extends Event {}

    /**
     * Entrata suspended a property: its houses are off the market.
     */
    final readonly class PropertySuspended extends Event {}

    /**
     * Entrata reports that a confirmed tour was cancelled.
     */
    final readonly class TourCancelled extends Event {}

    /**
     * Entrata reports that a confirmed tour has another time.
     */
    final readonly class TourMoved extends Event {}
}

namespace Entrata\Exception {

    /**
     * Any failure of the extension. `getCode()` is the HTTP status, `getPrevious()` the cause.
     */
    class EntrataException extends \RuntimeException
    {
        /** The HTTP status of the portal's response. */
        protected int $httpStatus = 500;

        /** The error code of the portal's JSON responses. */
        protected string $errorCode = 'INTERNAL';

        /** Whether the same call may succeed later. */
        protected bool $retryable = false;

        /** A sentence for the app's user. */
        protected string $userMessage = 'Something went wrong on our side. Try again later.';

        /** The id of the request to Entrata. */
        protected ?string $requestId = null;

        /** Entrata's own error code. */
        protected ?int $entrataCode = null;

        /**
         * Creates an exception, for tests. Null leaves the default of the class; a code of 0 becomes the HTTP status.
         */
        public function __construct(
            string $message = '',
            int $code = 0,
            ?\Throwable $previous = null,
            ?int $httpStatus = null,
            ?string $errorCode = null,
            ?bool $retryable = null,
            ?string $requestId = null,
            ?string $userMessage = null,
            ?int $entrataCode = null,
        ) {}

        /** Returns the HTTP status of the portal's response, such as 502. */
        public function getHttpStatus(): int {}

        /** Returns the error code of the portal's JSON responses, such as `ENTRATA_ERROR`. */
        public function getErrorCode(): string {}

        /** Returns whether the same call may succeed later, with nothing changed. */
        public function isRetryable(): bool {}

        /** Returns the id of the request to Entrata, for Entrata's support; null if none was sent. */
        public function getRequestId(): ?string {}

        /** Returns a sentence for the app's user: what happened and what to do next, without internals. */
        public function getUserMessage(): string {}

        /** Returns Entrata's own error code, if it sent one. */
        public function getEntrataCode(): ?int {}
    }

    /**
     * A setting is missing or malformed; the message names it. Correct the settings.
     */
    class ConfigException extends EntrataException
    {
        /** The HTTP status of the portal's response. */
        protected int $httpStatus = 500;

        /** The error code of the portal's JSON responses. */
        protected string $errorCode = 'CONFIGURATION';

        /** Whether the same call may succeed later. */
        protected bool $retryable = false;

        /** A sentence for the app's user. */
        protected string $userMessage = 'Something went wrong on our side. Try again later.';
    }

    /**
     * The input is invalid, or names something that does not exist. Ask for other input.
     */
    class ValidationException extends EntrataException
    {
        /** The HTTP status of the portal's response. */
        protected int $httpStatus = 422;

        /** The error code of the portal's JSON responses. */
        protected string $errorCode = 'VALIDATION';

        /** Whether the same call may succeed later. */
        protected bool $retryable = false;

        /** A sentence for the app's user. */
        protected string $userMessage = 'Check your entries and try again.';

        /** @var list<array{field: string, message: string}> Every bad field. */
        protected array $errors = [];

        /**
         * Creates an exception, for tests.
         *
         * @param list<array{field: string, message: string}> $errors every bad field
         */
        public function __construct(
            string $message = '',
            int $code = 0,
            ?\Throwable $previous = null,
            ?int $httpStatus = null,
            ?string $errorCode = null,
            ?bool $retryable = null,
            ?string $requestId = null,
            ?string $userMessage = null,
            ?int $entrataCode = null,
            array $errors = [],
        ) {}

        /**
         * Returns every bad field at once, and what is expected.
         *
         * @return list<array{field: string, message: string}>
         */
        public function getErrors(): array {}
    }

    /**
     * Entrata does not know the client, or no longer accepts its token. The client must authenticate again.
     */
    class AuthenticationException extends EntrataException
    {
        /** The HTTP status of the portal's response. */
        protected int $httpStatus = 502;

        /** The error code of the portal's JSON responses. */
        protected string $errorCode = 'ENTRATA_UNAUTHORIZED';

        /** Whether the same call may succeed later. */
        protected bool $retryable = false;

        /** A sentence for the app's user. */
        protected string $userMessage
            = 'The property\'s scheduling system is not responding. Try again in a few minutes.';
    }

    /**
     * Entrata rejected the call, failed, or could not be reached. `isRetryable()` says whether a retry makes sense.
     */
    class ApiException extends EntrataException
    {
        /** The HTTP status of the portal's response. */
        protected int $httpStatus = 502;

        /** The error code of the portal's JSON responses. */
        protected string $errorCode = 'ENTRATA_ERROR';

        /** Whether the same call may succeed later. */
        protected bool $retryable = true;

        /** A sentence for the app's user. */
        protected string $userMessage
            = 'The property\'s scheduling system is not responding. Try again in a few minutes.';
    }

    /**
     * Entrata's rate limit is reached. Wait, then try again.
     */
    class RateLimitedException extends EntrataException
    {
        /** The HTTP status of the portal's response. */
        protected int $httpStatus = 429;

        /** The error code of the portal's JSON responses. */
        protected string $errorCode = 'RATE_LIMITED';

        /** Whether the same call may succeed later. */
        protected bool $retryable = true;

        /** A sentence for the app's user. */
        protected string $userMessage = 'Too many requests right now. Try again in a minute.';

        /** Seconds to wait. */
        protected int $retryAfter = 60;

        /**
         * Creates an exception, for tests.
         *
         * @param int $retryAfter seconds to wait
         */
        public function __construct(
            string $message = '',
            int $code = 0,
            ?\Throwable $previous = null,
            ?int $httpStatus = null,
            ?string $errorCode = null,
            ?bool $retryable = null,
            ?string $requestId = null,
            ?string $userMessage = null,
            ?int $entrataCode = null,
            int $retryAfter = 60,
        ) {}

        /** Returns how many seconds to wait before the next attempt. */
        public function getRetryAfter(): int {}
    }

    /**
     * The property offers no tours. Offer another way to get in touch.
     */
    class ToursNotSupportedException extends EntrataException
    {
        /** The HTTP status of the portal's response. */
        protected int $httpStatus = 409;

        /** The error code of the portal's JSON responses. */
        protected string $errorCode = 'TOURS_NOT_SUPPORTED';

        /** Whether the same call may succeed later. */
        protected bool $retryable = false;

        /** A sentence for the app's user. */
        protected string $userMessage
            = 'This property does not offer tours online. Contact the property to arrange a visit.';
    }

    /**
     * The slot is no longer available. Offer another one.
     */
    class SlotUnavailableException extends EntrataException
    {
        /** The HTTP status of the portal's response. */
        protected int $httpStatus = 409;

        /** The error code of the portal's JSON responses. */
        protected string $errorCode = 'SLOT_UNAVAILABLE';

        /** Whether the same call may succeed later. */
        protected bool $retryable = false;

        /** A sentence for the app's user. */
        protected string $userMessage = 'This time is no longer available. Choose another time.';
    }

    /**
     * The database is unavailable, or rejected a statement. Try again in a moment.
     */
    class DatabaseException extends EntrataException
    {
        /** The HTTP status of the portal's response. */
        protected int $httpStatus = 503;

        /** The error code of the portal's JSON responses. */
        protected string $errorCode = 'DATABASE_UNAVAILABLE';

        /** Whether the same call may succeed later. */
        protected bool $retryable = true;

        /** A sentence for the app's user. */
        protected string $userMessage = 'The service is temporarily unavailable. Try again in a few minutes.';
    }
}
