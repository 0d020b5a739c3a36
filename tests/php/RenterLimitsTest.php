<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';
require_once __DIR__ . '/Visitor.php';

use PHPUnit\Framework\TestCase;

/** What one renter may cost the others. */
final class RenterLimitsTest extends TestCase
{
    private static OwnStage $stage;
    private static Pages $pages;
    private static int $house;
    private string $email;
    private Visitor $renter;

    public static function setUpBeforeClass(): void
    {
        self::$stage = new OwnStage('portal_renter_limits');
        self::$stage->migrate();
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
        [$this->email, $this->renter] = self::renter();
    }

    public function test_one_renter_cannot_use_up_a_company_s_calls_with_tour_times(): void
    {
        $houses = self::otherHouses(30);
        $path = '/api/getEntrataTourTimes.php?propertyId=';
        $statuses = array_map(fn(int $house): int => $this->renter->get($path . $house)->status, $houses);
        self::assertSame([200, 429], array_values(array_unique($statuses)));
        self::assertSame(20, array_count_values($statuses)[200]);
        self::assertSame(['60'], $this->renter->headers['retry-after']);
        self::assertSame('TOO_MANY_TOUR_TIMES', json_decode($this->renter->body, true)['code']);
        self::assertSame(200, $this->renter->get($path . $houses[0])->status, 'the same question again costs no call');
        $page = $this->renter->get("/property.php?propertyId=$houses[29]");
        self::assertSame(200, $page->status, 'the page of the home is there all the same');
        self::assertStringContainsString('many tour times', $page->body);
        self::assertSame(200, self::renter()[1]->get($path . $houses[29])->status, 'others may go on');
        self::$stage->value('UPDATE entrata_tour_questions SET asked_at = asked_at - INTERVAL 61 SECOND');
        self::assertSame(200, $this->renter->get($path . $houses[29])->status);
        $kept = 'SELECT COUNT(*) FROM entrata_tour_questions q JOIN users u ON u.id = q.user_id WHERE u.email = ?';
        self::assertSame(1, (int) self::$stage->value($kept, $this->email));
    }

    public function test_many_bookings_at_once_do_not_get_past_the_limit(): void
    {
        $user = (int) self::$stage->value('SELECT id FROM users WHERE email = ?', $this->email);
        for ($tour = 0; $tour < 18; $tour++) {
            $this->viewing($user, 'REQUESTED', "2099-11-30 10:$tour");
        }
        $times = json_decode($this->renter->get('/api/getEntrataTourTimes.php?propertyId=' . self::$house)->body, true);
        $slots = array_slice(array_column(array_merge(...array_column($times['tourTimes'], 'slots')), 'raw'), 0, 12);
        $bookings = array_map(fn(array $slot): array => ['tourDate' => $slot['date'], 'tourTime' => $slot['time']], $slots);
        $this->renter->postAll('/api/requestViewing.php', array_map(fn(array $slot): array => ['propertyId' => self::$house] + $slot, $bookings));
        $sql = 'SELECT COUNT(*) FROM viewings WHERE user_id = ?';
        self::assertSame(20, (int) self::$stage->value($sql, $user), 'the others never became a request');
    }

    public function test_bookings_that_are_declined_are_limited_too(): void
    {
        $user = (int) self::$stage->value('SELECT id FROM users WHERE email = ?', $this->email);
        for ($tour = 0; $tour < 40; $tour++) {
            $this->viewing($user, 'REJECTED', "2099-11-30 10:$tour");
        }
        $fields = ['propertyId' => self::$house, 'tourDate' => '2099-12-01', 'tourTime' => '10:00 MST - 10:30 MST'];
        $calls = self::calls();
        $this->renter->post('/api/requestViewing.php', $fields);
        self::assertSame([429, ['3600']], [$this->renter->status, $this->renter->headers['retry-after']]);
        self::assertSame($calls, self::calls(), 'Entrata is not asked');
        self::$stage->value('UPDATE viewings SET created_at = created_at - INTERVAL 61 MINUTE WHERE user_id = ?', $user);
        self::assertNotSame(429, $this->renter->post('/api/requestViewing.php', $fields)->status);
    }

    public function test_requests_to_change_a_tour_do_not_pile_up(): void
    {
        $user = (int) self::$stage->value('SELECT id FROM users WHERE email = ?', $this->email);
        $tour = $this->viewing($user, 'CONFIRMED', '2099-12-01 17:00');
        for ($request = 0; $request < 5; $request++) {
            $token = $this->renter->get('/tours.php')->formToken();
            $fields = ['form_token' => $token, 'id' => $tour, 'change' => 'MOVE', 'note' => "note $request"];
            self::assertSame(303, $this->renter->post('/tour.php', $fields)->status);
        }
        $notes = 'SELECT GROUP_CONCAT(note) FROM entrata_tour_changes WHERE viewing_id = ?';
        self::assertSame('note 4', self::$stage->value($notes, $tour));
    }

    /** @return int how many calls the sandbox has had */
    private static function calls(): int
    {
        $calls = file_get_contents(self::$stage->sandbox . '/_sandbox/calls');
        return (int) array_sum(json_decode($calls, true, flags: JSON_THROW_ON_ERROR)['counts']);
    }

    /** @return list<int> homes of the same property, which share its tour times at Entrata */
    private static function otherHouses(int $count): array
    {
        $houses = [];
        for ($number = 1; $number <= $count; $number++) {
            self::$stage->value(
                "INSERT INTO houses (source, property_operator_id, agent_id, title, status)
                 SELECT source, property_operator_id, agent_id, title, 1 FROM houses WHERE id = ?",
                self::$house,
            );
            $house = (int) self::$stage->value('SELECT MAX(id) FROM houses');
            $plan = 900_000 + $house;
            self::$stage->value('INSERT INTO entrata_houses (house_id, cid, property_id, floorplan_id) VALUES (?, 4711, 739076, ?)', $house, $plan);
            $houses[] = $house;
        }
        return $houses;
    }

    private function viewing(int $user, string $status, string $startsAt): int
    {
        self::$stage->value(
            "INSERT INTO viewings (user_id, house_id, status, tour_type, entrata_tour_date, entrata_tour_time, starts_at, ends_at)
             VALUES (?, ?, ?, 'AGENT_GUIDED', '2099-12-01', '10:00 MST - 10:30 MST', ?, '2099-12-02')",
            $user,
            self::$house,
            $status,
            $startsAt,
        );
        $id = (int) self::$stage->value('SELECT MAX(id) FROM viewings');
        self::$stage->value(
            "INSERT INTO entrata_viewings (viewing_id, cid, property_id, house_id, user_id, tour_type, tour_date, tour_time, starts_at, ends_at, status, adopted)
             SELECT id, 4711, 739076, house_id, user_id, tour_type, entrata_tour_date, entrata_tour_time, starts_at, ends_at, status, 1
               FROM viewings WHERE id = ?",
            $id,
        );
        return $id;
    }

    /** @return array{string, Visitor} */
    private static function renter(): array
    {
        $email = 'renter-' . bin2hex(random_bytes(4)) . '@example.com';
        $sql = "INSERT INTO users (role, first_name, last_name, email, phone, password_hash) VALUES ('USER', 'Ria', 'Tour', ?, '312-555-0100', ?)";
        self::$stage->value($sql, $email, password_hash('password', PASSWORD_DEFAULT));
        return [$email, (new Visitor(self::$pages->url))->signIn($email)];
    }
}
