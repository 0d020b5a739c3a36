<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use Entrata\Exception\ApiException;
use Entrata\Exception\AuthenticationException;
use Entrata\Exception\RateLimitedException;
use Entrata\Exception\SlotUnavailableException;
use Entrata\Exception\ValidationException;
use PHPUnit\Framework\Attributes\Depends;
use PHPUnit\Framework\TestCase;

/** The functions against a real database and the sandbox, in the order of a client's life; no other test uses this client. */
final class PortalTest extends TestCase
{
    private const CID = 4712;
    private const PROPERTY = 739081;
    private const HOUSES = 'SELECT COUNT(*) AS count FROM entrata_houses e JOIN houses h ON h.id = e.house_id
        WHERE e.property_id = ? AND h.status = 1';

    public static function setUpBeforeClass(): void
    {
        Stage::enter();
    }

    public function test_an_authenticated_client_is_returned_without_its_token(): void
    {
        $client = Entrata\exchangeAuthCode(Stage::authCode(self::CID), self::CID);
        self::assertSame(self::CID, $client['cid']);
        self::assertSame(['northwind', 'Northwind Homes', 'ACTIVE'], [$client['subdomain'], $client['companyName'], $client['status']]);
        self::assertIsInt($client['propertyOperatorId']);
        self::assertIsInt($client['agentId']);
        $sealed = Stage::row('SELECT access_token FROM entrata_clients WHERE cid = ?', self::CID)['access_token'];
        self::assertStringNotContainsString($sealed, json_encode($client));
        self::assertSame([], preg_grep('/token$/i', array_keys($client)));
    }

    /** @depends test_an_authenticated_client_is_returned_without_its_token */
    #[Depends('test_an_authenticated_client_is_returned_without_its_token')]
    public function test_a_code_works_for_one_exchange(): void
    {
        $code = Stage::authCode(self::CID);
        Entrata\exchangeAuthCode($code, self::CID);
        try {
            Entrata\exchangeAuthCode($code, self::CID);
            self::fail('nothing was thrown');
        } catch (Entrata\Exception\EntrataException $refused) {
            self::assertSame([502, 'ENTRATA_ERROR'], [$refused->getHttpStatus(), $refused->getErrorCode()]);
            self::assertStringNotContainsString($code, (string) $refused);
        }
    }

    /** @depends test_an_authenticated_client_is_returned_without_its_token */
    #[Depends('test_an_authenticated_client_is_returned_without_its_token')]
    public function test_an_activation_is_logged_approved_and_ingested(): void
    {
        $query = Stage::credentials() . '&request_type=ACTIVATION&cid=' . self::CID . '&property_id=' . self::PROPERTY;
        $logId = Entrata\logWebhook('ACTIVATION', self::CID, self::PROPERTY, $query, '192.0.2.7');
        self::assertMatchesRegularExpression('/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/', $logId);

        $reply = Entrata\handleWebhook($query, '192.0.2.7', $logId);
        self::assertSame([200, $logId], [$reply->status, $reply->logId]);
        self::assertSame('application/json', $reply->headers['Content-Type']);
        self::assertSame('APPROVED', json_decode($reply->body, true)['response']['result']['status']);

        $row = Stage::row('SELECT * FROM entrata_webhooks WHERE log_id = ?', $logId);
        self::assertSame(['ACTIVATION', '192.0.2.7', 200], [$row['request_type'], $row['remote_addr'], $row['response_code']]);
        self::assertStringNotContainsString(getenv('ENTRATA_CLIENT_SECRET'), $row['raw_query']);

        self::assertGreaterThan(0, Entrata\runJobs(100));
        self::assertSame(0, Entrata\runJobs());
        $houses = Stage::row(self::HOUSES, self::PROPERTY);
        self::assertGreaterThan(0, $houses['count']);
    }

    /** @depends test_an_activation_is_logged_approved_and_ingested */
    #[Depends('test_an_activation_is_logged_approved_and_ingested')]
    public function test_entrata_s_limit_says_how_long_to_wait(): void
    {
        try {
            Entrata\ingestProperty(self::CID, self::PROPERTY);
            self::fail('nothing was thrown');
        } catch (RateLimitedException $limited) {
            self::assertSame([429, 'RATE_LIMITED'], [$limited->getHttpStatus(), $limited->getErrorCode()]);
            self::assertGreaterThan(0, $limited->getRetryAfter());
            self::assertLessThanOrEqual(60, $limited->getRetryAfter());
        }
    }

    /** @depends test_an_activation_is_logged_approved_and_ingested */
    #[Depends('test_an_activation_is_logged_approved_and_ingested')]
    public function test_tour_times_are_those_of_the_endpoint(): array
    {
        $house = Stage::row('SELECT house_id AS id FROM entrata_houses WHERE property_id = ? ORDER BY house_id', self::PROPERTY)['id'];
        $times = Entrata\getTourAvailability($house, tourType: 'AGENT_GUIDED');
        self::assertSame(
            ['propertyId', 'entrataPropertyId', 'timeZone', 'tourType', 'tourTimes', 'unreadable'],
            array_keys($times),
        );
        self::assertSame([$house, self::PROPERTY], [$times['propertyId'], $times['entrataPropertyId']]);
        self::assertTrue(array_is_list($times['tourTimes']));
        self::assertSame(
            json_encode($times, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE),
            Entrata\getTourAvailabilityJson($house, tourType: 'AGENT_GUIDED'),
        );
        $slot = $times['tourTimes'][1]['slots'][0];
        self::assertSame(['raw', 'start', 'end', 'label', 'localLabel'], array_keys($slot));
        self::assertSame($slot, Entrata\convertTourTime($slot['raw']['date'], $slot['raw']['time'], $times['timeZone']));
        return [$house, $slot];
    }

    /** @depends test_tour_times_are_those_of_the_endpoint */
    #[Depends('test_tour_times_are_those_of_the_endpoint')]
    public function test_a_script_can_show_the_times_in_another_zone(array $tour): void
    {
        ini_set('entrata.time_zone', 'Europe/Berlin');
        try {
            self::assertSame('Europe/Berlin', Entrata\getTourAvailability($tour[0])['timeZone']);
        } finally {
            ini_restore('entrata.time_zone');
        }
        self::assertSame('America/Chicago', Entrata\getTourAvailability($tour[0])['timeZone']);
    }

    /** @depends test_tour_times_are_those_of_the_endpoint */
    #[Depends('test_tour_times_are_those_of_the_endpoint')]
    public function test_a_viewing_becomes_one_lead_also_when_sent_again(array $tour): void
    {
        [$house, $slot] = $tour;
        $viewing = self::viewing($house, $slot['raw']['date'], $slot['raw']['time']);
        $sent = Entrata\sendLeadToEntrataFromViewing($viewing);
        self::assertSame(['viewingId', 'status', 'externalId', 'start', 'end'], array_keys($sent));
        self::assertSame([$viewing, 'CONFIRMED', $slot['start'], $slot['end']], [$sent['viewingId'], $sent['status'], $sent['start'], $sent['end']]);
        self::assertMatchesRegularExpression('/^\d+$/', $sent['externalId']);
        self::assertSame($sent, Entrata\sendLeadToEntrataFromViewing($viewing));
    }

    /** @depends test_tour_times_are_those_of_the_endpoint */
    #[Depends('test_tour_times_are_those_of_the_endpoint')]
    public function test_a_slot_that_is_not_offered_has_its_own_exception(array $tour): void
    {
        $this->expectException(SlotUnavailableException::class);
        $this->expectExceptionCode(409);
        Entrata\sendLeadToEntrataFromViewing(self::viewing($tour[0], $tour[1]['raw']['date'], '3:03 EST - 3:13 EST'));
    }

    public function test_an_unknown_house_is_a_validation_error(): void
    {
        try {
            Entrata\getTourAvailability(999_999_999);
            self::fail('nothing was thrown');
        } catch (ValidationException $refused) {
            self::assertSame([404, 'NOT_AN_ENTRATA_PROPERTY'], [$refused->getHttpStatus(), $refused->getErrorCode()]);
        }
    }

    public function test_every_bad_field_is_named_at_once(): void
    {
        try {
            Entrata\getTourAvailability(1, '13-2026', 'WALK_IN');
            self::fail('nothing was thrown');
        } catch (ValidationException $refused) {
            self::assertSame(['month', 'tourType'], array_column($refused->getErrors(), 'field'));
        }
    }

    /** @depends test_an_authenticated_client_is_returned_without_its_token */
    #[Depends('test_an_authenticated_client_is_returned_without_its_token')]
    public function test_any_method_of_entrata_can_be_called(): void
    {
        $result = Entrata\call(self::CID, 'properties', 'getProperties', ['propertyIds' => (string) self::PROPERTY]);
        self::assertStringContainsString('Harbor House', json_encode($result));
    }

    /** @depends test_an_authenticated_client_is_returned_without_its_token */
    #[Depends('test_an_authenticated_client_is_returned_without_its_token')]
    public function test_a_rejection_by_entrata_carries_its_code(): void
    {
        try {
            Entrata\call(self::CID, 'properties', 'getNothing');
            self::fail('nothing was thrown');
        } catch (ApiException $refused) {
            self::assertSame(502, $refused->getHttpStatus());
            self::assertIsInt($refused->getEntrataCode());
            self::assertStringContainsString('getNothing', $refused->getMessage());
        }
    }

    public function test_a_client_that_never_authenticated_is_unknown(): void
    {
        $this->expectException(AuthenticationException::class);
        $this->expectExceptionCode(404);
        Entrata\call(999, 'properties', 'getProperties');
    }

    public function test_a_webhook_of_any_bytes_is_logged_byte_for_byte(): void
    {
        $query = "a=\xff\xfe&b=\0&c=%ZZ&request_type=%FF";
        $reply = Entrata\handleWebhook($query);
        self::assertSame(401, $reply->status);
        self::assertSame($query, Stage::row('SELECT raw_query FROM entrata_webhooks WHERE log_id = ?', $reply->logId)['raw_query']);
    }

    public function test_check_reports_each_item(): void
    {
        $lines = Entrata\check();
        self::assertSame(['name', 'ok', 'message'], array_keys($lines[0]));
        self::assertContains(['name' => 'schema', 'ok' => true, 'message' => 'up to date'], $lines);
    }

    private static function viewing(int $house, string $date, string $time): int
    {
        Stage::row("INSERT INTO users (role, first_name, last_name, email, phone)
            VALUES ('USER', 'Pat', 'Renter', CONCAT(UUID(), '@example.com'), '312-555-0100')");
        Stage::row(
            "INSERT INTO viewings (user_id, house_id, tour_type, entrata_tour_date, entrata_tour_time)
                VALUES (LAST_INSERT_ID(), ?, 'AGENT_GUIDED', ?, ?)",
            $house,
            $date,
            $time,
        );
        return (int) Stage::database()->lastInsertId();
    }
}
