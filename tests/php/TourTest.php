<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';
require_once __DIR__ . '/Visitor.php';
require_once __DIR__ . '/../../php/db.php';

use PHPUnit\Framework\TestCase;

/** What a renter can do with a tour, over HTTP; and the old functions of the portal. */
final class TourTest extends TestCase
{
    private static OwnStage $stage;
    private static Pages $pages;
    private static int $house;
    private string $email;
    private Visitor $renter;

    public static function setUpBeforeClass(): void
    {
        self::$stage = new OwnStage('portal_tour');
        self::$stage->migrate();
        self::$stage->activate(4711, 739083);
        self::$house = self::$stage->activate(4711, 739076);
        self::$pages = new Pages(self::$stage);
    }

    public static function tearDownAfterClass(): void
    {
        self::$pages->close();
        self::$stage->close();
    }

    protected function setUp(): void
    {
        $this->email = 'renter-' . bin2hex(random_bytes(4)) . '@example.com';
        $sql = "INSERT INTO users (role, first_name, last_name, email, phone, password_hash) VALUES ('USER', 'Ria', 'Tour', ?, '312-555-0100', ?)";
        self::$stage->value($sql, $this->email, password_hash('password', PASSWORD_DEFAULT));
        $this->renter = (new Visitor(self::$pages->url))->signIn($this->email);
    }

    protected function tearDown(): void
    {
        self::$stage->tell('faults', []);
    }

    public function test_a_request_that_entrata_does_not_know_yet_is_canceled_at_once(): void
    {
        foreach ([true, false] as $isAdopted) {
            $tour = $this->requested($isAdopted);
            $this->change($tour, 'CANCEL');
            self::assertSame('CANCELLED', self::$stage->value('SELECT status FROM viewings WHERE id = ?', $tour));
            self::assertSame($isAdopted ? 'CANCELLED' : null, self::$stage->value('SELECT status FROM entrata_viewings WHERE viewing_id = ?', $tour));
            self::assertSame(0, (int) self::$stage->value('SELECT COUNT(*) FROM entrata_tour_changes WHERE viewing_id = ?', $tour));
            self::assertStringContainsString('Your tour is canceled.', $this->renter->get("/tours.php?changed=$tour")->body);
        }
    }

    public function test_a_lead_that_may_be_at_entrata_is_not_canceled_here(): void
    {
        foreach (['sent_at = UTC_TIMESTAMP(3)', 'lease_until = UTC_TIMESTAMP(3) + INTERVAL 20 SECOND', "status = 'CONFIRMED'"] as $state) {
            $tour = $this->requested(true);
            self::$stage->value("UPDATE entrata_viewings SET $state WHERE viewing_id = ?", $tour);
            $this->change($tour, 'CANCEL');
            self::assertSame('REQUESTED', self::$stage->value('SELECT status FROM viewings WHERE id = ?', $tour));
            self::assertSame('CANCEL', self::$stage->value('SELECT kind FROM entrata_tour_changes WHERE viewing_id = ?', $tour), $state);
        }
    }

    public function test_a_later_request_replaces_an_earlier_one(): void
    {
        $tour = $this->requested(true);
        $this->change($tour, 'MOVE', 'Mondays');
        $this->change($tour, 'MOVE', "Tuesdays \u{202e}\x1b[31m");
        $open = 'SELECT GROUP_CONCAT(note) FROM entrata_tour_changes WHERE viewing_id = ? AND resolved_at IS NULL';
        self::assertSame('Tuesdays [31m', self::$stage->value($open, $tour));
    }

    public function test_a_tour_of_the_past_cannot_be_changed(): void
    {
        $tour = $this->requested(true);
        self::$stage->value("UPDATE viewings SET starts_at = '2020-12-01 17:00', ends_at = '2020-12-01 17:30' WHERE id = ?", $tour);
        $this->change($tour, 'CANCEL', status: 409);
    }

    public function test_a_form_without_its_token_changes_nothing(): void
    {
        $tour = $this->requested(true);
        self::assertSame(403, $this->renter->post('/tour.php', ['id' => $tour, 'change' => 'CANCEL'])->status);
        $headers = ['Origin: https://evil.example'];
        $fields = ['id' => $tour, 'change' => 'CANCEL', 'form_token' => $this->renter->get('/tours.php')->formToken()];
        self::assertSame(403, $this->renter->post('/tour.php', $fields, $headers)->status);
        self::assertSame('REQUESTED', self::$stage->value('SELECT status FROM viewings WHERE id = ?', $tour));
    }

    public function test_only_a_confirmed_tour_has_a_calendar_file(): void
    {
        $tour = $this->requested(true);
        self::assertSame(404, $this->renter->get("/calendar.php?tour=$tour")->status);
        self::$stage->value("UPDATE viewings SET status = 'CONFIRMED' WHERE id = ?", $tour);
        $file = $this->renter->get("/calendar.php?tour=$tour");
        self::assertSame(['text/calendar; charset=utf-8'], $file->headers['content-type']);
        self::assertStringContainsString("\r\nDTSTART:20991201T170000Z\r\nDTEND:20991201T173000Z\r\n", $file->body);
        self::assertStringContainsString('at the property', preg_replace("/\r\n /", '', $file->body));
    }

    public function test_one_renter_has_at_most_twenty_upcoming_tours(): void
    {
        for ($tour = 0; $tour < 20; $tour++) {
            $this->requested(true, sprintf('2099-%02d-01', $tour % 12 + 1), sprintf('%02d:00 MST - %02d:30 MST', 8 + intdiv($tour, 12), 8 + intdiv($tour, 12)));
        }
        $fields = ['propertyId' => self::$house, 'tourDate' => '2099-12-24', 'tourTime' => '10:00 MST - 10:30 MST'];
        $this->renter->post('/api/requestViewing.php', $fields);
        $problem = json_decode($this->renter->body, true);
        self::assertSame([409, 'TOO_MANY_TOURS'], [$this->renter->status, $problem['code']]);
        self::assertStringContainsString('20 upcoming tours', $problem['detail']);
    }

    public function test_a_booking_again_after_a_cancellation_is_another_tour(): void
    {
        $slot = $this->slot(40);
        $fields = ['propertyId' => self::$house, 'tourDate' => $slot['date'], 'tourTime' => $slot['time']];
        self::$stage->tell('faults', ['methods' => ['getLeads' => ['error_rate' => 1.0], 'sendLeads' => ['error_rate' => 1.0]]]);
        $first = json_decode($this->renter->post('/api/requestViewing.php', $fields)->body, true);
        self::assertSame('PENDING', $first['status']);
        self::assertSame($first['viewingId'], json_decode($this->renter->post('/api/requestViewing.php', $fields)->body, true)['viewingId']);
        self::$stage->value("UPDATE entrata_viewings SET status = 'CANCELLED' WHERE viewing_id = ?", $first['viewingId']);
        $second = json_decode($this->renter->post('/api/requestViewing.php', $fields)->body, true);
        self::assertGreaterThan($first['viewingId'], $second['viewingId']);
        $virtual = json_decode($this->renter->post('/api/requestViewing.php', ['tourType' => 'VIRTUAL_GUIDED'] + $fields)->body, true);
        self::assertNotSame($second['viewingId'], $virtual['viewingId'], 'another kind of tour is another tour');
    }

    public function test_a_prospect_that_differs_from_the_account_is_stored(): void
    {
        $slot = $this->slot(60);
        $fields = ['propertyId' => self::$house, 'tourDate' => $slot['date'], 'tourTime' => $slot['time']];
        $person = ['firstName' => 'Ada', 'lastName' => 'Tour', 'phone' => "\u{202a}+1 (312)\u{a0}555\u{2011}0177, ext. 4\u{202c}", 'email' => strtoupper($this->email)];
        $booked = json_decode($this->renter->post('/api/requestViewing.php', $fields + $person)->body, true);
        $kept = "SELECT CONCAT_WS('|', first_name, IFNULL(last_name, '-'), phone, IFNULL(email, '-')) FROM entrata_viewings WHERE viewing_id = ?";
        self::assertSame('Ada|-|+1 (312) 555-0177 x4|-', self::$stage->value($kept, $booked['viewingId']));
    }

    public function test_tour_times_keep_their_previous_shape(): void
    {
        self::assertTrue(function_exists('logWebhook') && function_exists('sendLeadToEntrataFromViewing'));
        $code = 'require ' . var_export(dirname(__DIR__, 2) . '/php/db.php', true) . ';
            echo json_encode(getTourTimeSlots("exampleliving", "token", 739076, null, "AGENT_GUIDED"));';
        $days = json_decode(self::php($code), true);
        self::assertMatchesRegularExpression('/^\d{4}-\d\d-\d\d$/', array_key_first($days));
        self::assertMatchesRegularExpression('/^\d\d:\d\d M[SD]T - \d\d:\d\d M[SD]T$/', reset($days)[0]);
        $code = str_replace('739076', '739083', $code);
        self::assertSame('"TOURS_NOT_SUPPORTED"', self::php($code));
    }

    /** @return int a tour that is requested and far ahead */
    private function requested(bool $isAdopted, string $date = '2099-12-01', ?string $time = null): int
    {
        static $minute = 0;
        $time ??= sprintf('10:00 MST - 10:%02d MST', 1 + $minute++ % 59);
        self::$stage->value(
            "INSERT INTO viewings (user_id, house_id, status, tour_type, entrata_tour_date, entrata_tour_time, starts_at, ends_at)
             SELECT id, ?, 'REQUESTED', 'AGENT_GUIDED', ?, ?, '2099-12-01 17:00', '2099-12-01 17:30' FROM users WHERE email = ?",
            self::$house,
            $date,
            $time,
            $this->email,
        );
        $id = (int) self::$stage->value('SELECT MAX(id) FROM viewings');
        if ($isAdopted) {
            self::$stage->value(
                "INSERT INTO entrata_viewings (viewing_id, cid, property_id, house_id, user_id, tour_type, tour_date, tour_time, starts_at, ends_at)
                 SELECT id, 4711, 739076, house_id, user_id, tour_type, entrata_tour_date, entrata_tour_time, starts_at, ends_at
                   FROM viewings WHERE id = ?",
                $id,
            );
        }
        return $id;
    }

    private function change(int $tour, string $change, string $note = '', int $status = 303): void
    {
        $token = $this->renter->get('/tours.php')->formToken();
        $fields = ['form_token' => $token, 'id' => $tour, 'change' => $change, 'note' => $note];
        self::assertSame($status, $this->renter->post('/tour.php', $fields)->status, $this->renter->body);
    }

    private static function php(string $code): string
    {
        $process = proc_open(
            [PHP_BINARY, '-d', 'extension=' . Script::extension(), '-d', 'error_log=/dev/null', '-d', 'display_errors=stderr', '-r', $code],
            [1 => ['pipe', 'w'], 2 => ['redirect', 1]],
            $pipes,
            env_vars: self::$stage->settings + getenv(),
        );
        $output = stream_get_contents($pipes[1]);
        proc_close($process);
        return $output;
    }

    /** @return array{date: string, time: string} */
    private function slot(int $index): array
    {
        $times = json_decode($this->renter->get('/api/getEntrataTourTimes.php?propertyId=' . self::$house)->body, true);
        return array_merge(...array_column($times['tourTimes'], 'slots'))[$index]['raw'];
    }
}
