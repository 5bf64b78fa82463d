//! Sequences that failed once, or that are seldom drawn.

use crate::{
    actions::{
        Action::{self, *},
        Pause::*,
        Sequence,
    },
    run,
};

fn optional(actions: &[Action]) {
    run(&Sequence {
        is_second_step_required: false,
        actions: actions.to_vec(),
    });
}

fn required(actions: &[Action]) {
    run(&Sequence {
        is_second_step_required: true,
        actions: actions.to_vec(),
    });
}

#[test]
fn a_lost_second_step_is_recovered_and_nothing_else_is_open_until_one_is_enrolled() {
    optional(&[
        ConfirmEmail(0),
        AddAuthenticator(0),
        AddPasskey(0, false),
        SignIn(1, 0, 1),
        Trust(1),
        GivePassword(2, 0),
        AskRecovery(2),
        StartRecovery(0),
        Wait(Day),
        GivePassword(2, 0),
        FinishRecovery(2),
        SignIn(1, 0, 0),
        ChangePassword(2),
        StartRecovery(0),
        CancelRecovery(0),
        AddPhone(2, 0),
        PasskeyAlone(1, 0),
        SignIn(1, 0, 0),
        Trust(1),
        Wait(ElevenMinutes),
        SignIn(1, 0, 0),
        StepUpBySentCode(1),
        Remove(1, 0),
    ]);
}

#[test]
fn trust_skips_neither_the_password_nor_a_step_up_and_ends_with_every_change() {
    for change in [
        ChangePassword(0),
        Remove(0, 0),
        ForgetAllDevices(0),
        ForgetDevice(0, 1),
        EndOtherSessions(0),
        KeysOnly(0, true),
        AddPhone(0, 1),
    ] {
        optional(&[
            AddPasskey(0, false),
            AddPasskey(0, true),
            AddAuthenticator(0),
            AddPhone(0, 0),
            SignIn(1, 0, 0),
            Trust(1),
            GuessPassword(1, 0),
            ReplayBrowserToken(0, 0),
            SignIn(1, 0, 0),
            ChangePassword(1),
            SignIn(1, 0, 0),
            Trust(1),
            Wait(FortyMinutes),
            SignIn(0, 0, 0),
            change,
            SignIn(1, 0, 0),
        ]);
    }
}

#[test]
fn an_address_is_changed_and_put_back() {
    optional(&[
        ConfirmEmail(0),
        AddAuthenticator(0),
        SignIn(1, 0, 0),
        Trust(1),
        Wait(ElevenMinutes),
        ChangeEmail(0, 1),
        AskReset(0),
        Wait(ElevenMinutes),
        ChangeEmail(0, 2),
        FinishReset(0),
        GivePassword(2, 0),
        UndoEmailChange(0),
        UndoEmailChange(1),
        SignIn(1, 0, 0),
    ]);
}

#[test]
fn where_a_second_step_is_required_recovery_and_reset_lead_to_enrolment() {
    required(&[
        AddAuthenticator(0),
        ConfirmEmail(0),
        Remove(0, 0),
        AskReset(0),
        GivePassword(1, 0),
        AskRecovery(1),
        StartRecovery(0),
        FinishReset(0),
        Wait(Day),
        GivePassword(1, 0),
        FinishRecovery(1),
        AskRecovery(1),
        StartRecovery(1),
        Wait(Day),
        GivePassword(1, 0),
        FinishRecovery(1),
        Wait(ElevenMinutes),
        StepUp(1),
        AddPasskey(1, false),
        PasskeyAlone(2, 0),
    ]);
}

#[test]
fn nothing_but_keys_opens_an_account_of_keys_only() {
    optional(&[
        ConfirmEmail(0),
        AddAuthenticator(0),
        AddPasskey(0, true),
        KeysOnly(0, true),
        AddPasskey(0, true),
        KeysOnly(0, true),
        GivePassword(1, 0),
        GuessCode(1),
        AskRecovery(1),
        Remove(0, 1),
        SignIn(1, 0, 0),
        AskReset(0),
        FinishReset(0),
        SignIn(1, 0, 0),
        KeysOnly(1, false),
        Remove(1, 1),
    ]);
}

#[test]
fn a_change_that_is_undone_takes_the_recovery_with_it_that_was_begun_since() {
    optional(&[
        ConfirmEmail(0),
        AddAuthenticator(0),
        Wait(HalfMinute),
        ChangeEmail(0, 1),
        GivePassword(1, 0),
        AskRecovery(1),
        StartRecovery(0),
        UndoEmailChange(0),
        GivePassword(1, 0),
        Wait(Day),
        GivePassword(1, 0),
        FinishRecovery(1),
        CancelRecovery(0),
    ]);
}

#[test]
fn going_back_to_an_address_is_an_undoing_that_nobody_undoes() {
    optional(&[
        ConfirmEmail(0),
        AddAuthenticator(0),
        Wait(HalfMinute),
        ChangeEmail(0, 1),
        Wait(HalfMinute),
        ChangeEmail(0, 2),
        Wait(ElevenMinutes),
        ChangeEmail(0, 0),
        UndoEmailChange(0),
        UndoEmailChange(1),
        Wait(HalfMinute),
        ChangeEmail(0, 2),
        UndoEmailChange(0),
    ]);
}
