<?php

declare(strict_types=1);

namespace App;

use Entrata\Testing\FakePortal;
use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/ConfirmationText.php';

/** A test suite of an application: no database, no Entrata. */
final class ConfirmationTextTest extends TestCase
{
    public function testTheFirstRenterGetsTheSlotAndTheSecondIsAskedToChooseAnother(): void
    {
        [$date, $time] = ['2026-12-01', '10:00 MST - 10:30 MST'];
        $portal = (new FakePortal())->addHouse(12, 739076, [$date => [$time]])
            ->addViewing(7, 12, $date, $time)->addViewing(8, 12, $date, $time);
        $text = new ConfirmationText($portal);
        self::assertSame('See you at 2026-12-01T11:00:00-06:00.', $text->of(7));
        self::assertSame('This time is no longer available. Choose another time.', $text->of(8));
        self::assertSame([[7], [8]], $portal->callsOf('sendLeadToEntrataFromViewing'));
    }
}
