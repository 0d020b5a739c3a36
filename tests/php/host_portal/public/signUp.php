<?php

// A new student; the token signs them in.
query(
    "INSERT INTO users (uuid, role, first_name, last_name, email, password, university, verified) VALUES (UUID(), 3, ?, ?, ?, ?, ?, 0)",
    [$_POST['firstName'], $_POST['lastName'], $_POST['email'], password_hash($_POST['password'], PASSWORD_BCRYPT, ['cost' => 4]), $_POST['university']],
);
respond(['jwt' => issueJwt($mysqli->insert_id)], 201);
