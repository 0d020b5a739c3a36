<?php
declare(strict_types=1);

/** Signing out. */

require __DIR__ . '/portal/load.php';

Portal\answerPage(function (): void {
    Portal\allowMethods('POST');
    Portal\refuseOtherSites();
    if (Portal\signedInUser() !== null) {
        Portal\requireFormToken();
        Portal\signOut();
    }
    Portal\leadTo('/login.php');
});
