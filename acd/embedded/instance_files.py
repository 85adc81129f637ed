"""The configuration files of a private Asterisk that do not depend on the centre: folders, modules, ports, logs."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from acd.embedded.layout import Folders, Ports

SILENCE = "acd-silence"

# Only what is used is loaded: Asterisk starts in a third of a second instead of several, and has less to attack.
# Media, SIP, bridges, dialplan, records and events; a line each.
_MODULES = """
res_timing_timerfd codec_ulaw codec_alaw codec_a_mu codec_gsm codec_resample
format_pcm format_gsm format_wav format_sln res_musiconhold res_rtp_asterisk
res_sorcery_config res_sorcery_memory res_sorcery_astdb res_pjproject res_pjsip res_pjsip_session
res_pjsip_sdp_rtp res_pjsip_caller_id res_pjsip_nat res_pjsip_rfc3326 res_pjsip_dtmf_info res_pjsip_registrar
res_pjsip_authenticator_digest res_pjsip_endpoint_identifier_ip res_pjsip_endpoint_identifier_user
res_pjsip_pubsub res_pjsip_refer res_pjsip_logger res_pjsip_header_funcs chan_pjsip
bridge_simple bridge_native_rtp bridge_builtin_features bridge_holding bridge_softmix app_bridgeaddchan
pbx_config app_dial app_playback app_read app_userevent app_queue app_verbose app_stack app_bridgewait
res_pjsip_outbound_publish res_pjsip_exten_state
res_pjsip_pidf_body_generator res_pjsip_xpidf_body_generator res_pjsip_dialog_info_body_generator
func_callerid func_cdr func_channel func_cut func_devstate func_dialplan func_env func_global func_logic func_math
func_strings func_timeout app_record app_exec app_amd app_waitforsilence
cdr_csv cdr_manager res_manager_devicestate
"""


def instance_files(folders: Folders, ports: Ports, music_classes: Iterable[str]) -> dict[str, str]:
    """The text of each file by its name in the instance's ``etc``."""
    return {
        "asterisk.conf": _asterisk(folders),
        "modules.conf": "[modules]\nautoload = no\n" + "".join(f"load = {name}.so\n" for name in _MODULES.split()),
        "logger.conf": _LOGGER,
        "manager.conf": _MANAGER.format(host=ports.ami_host, port=ports.ami, disabled=",".join(_UNWANTED.split())),
        "pjsip.conf": _PJSIP.format(host=ports.sip_host, port=ports.sip),
        "rtp.conf": f"[general]\nrtpstart = {ports.rtp_first}\nrtpend = {ports.rtp_last}\nicesupport = no\n",
        "musiconhold.conf": _music(folders, music_classes),
        "extensions.conf": '#include "acd/extensions.conf"\n',
        "cdr.conf": '#include "acd/cdr.conf"\n',
        "cdr_manager.conf": '#include "acd/cdr_manager.conf"\n',
        "features.conf": '#include "acd/acd-features.conf"\n',
        "indications.conf": _TONES,
        **_EMPTY,
    }


def _asterisk(folders: Folders) -> str:
    directories: Mapping[str, Path | None] = {
        "astetcdir": folders.etc,
        "astmoddir": folders.modules,
        "astvarlibdir": folders.lib,
        "astdbdir": folders.lib,
        "astkeydir": folders.lib,
        "astdatadir": folders.data,
        "astagidir": folders.data / "agi-bin",
        "astspooldir": folders.spool,
        "astrundir": folders.run,
        "astlogdir": folders.log,
        "astcachedir": folders.spool,
    }
    lines = ["[directories]"]
    lines += [f"{name} => {path}" for name, path in directories.items() if path is not None]
    lines += ["", "[options]", "defaultlanguage = en", "live_dangerously = no", "disable_remote_console_shell = yes"]
    return "\n".join(lines) + "\n"


def _music(folders: Folders, classes: Iterable[str]) -> str:
    """All classes play the same music, but for the one of ``dialplan/acd-outbound.conf``."""
    places = {**dict.fromkeys(("default", *classes), folders.music), SILENCE: folders.silence}
    return "".join(
        f"[{name}]\nmode = files\ndirectory = {places[name]}\nsort = randstart\n\n" for name in sorted(places)
    )


_LOGGER = """[general]
dateformat = %F %T.%3q
queue_log = no
use_callids = yes

[logfiles]
messages.log => notice,warning,error
security.log => security
"""

_MANAGER = """[general]
enabled = yes
webenabled = no
bindaddr = {host}
port = {port}
displayconnects = no
disabledevents = {disabled}

#include "acd/acd-manager.conf"
"""

# Events of every call that nobody here reads. The user's filters spare the daemon; what is disabled here is not even
# queued for a session.
_UNWANTED = """
Newchannel Newstate Newexten VarSet NewCallerid NewConnectedLine SoftHangupRequest
DialBegin BridgeCreate BridgeEnter BridgeLeave BridgeDestroy
MusicOnHoldStart MusicOnHoldStop RTCPSent RTCPReceived DTMFBegin DTMFEnd ChallengeSent SuccessfulAuth
"""

_PJSIP = """[global]
type = global
user_agent = acd
endpoint_identifier_order = header,request_uri,ip,username

[transport-udp]
type = transport
protocol = udp
bind = {host}:{port}

#include "acd/acd-pjsip.conf"
"""

_TONES = """[general]
country = us

[us]
description = United States
ringcadence = 2000,4000
dial = 350+440
busy = 480+620/500,0/500
ring = 440+480/2000,0/4000
congestion = 480+620/250,0/250
"""

# Read at every start; absent, each costs an error line.
_EMPTY = dict.fromkeys(
    (
        "acl.conf",
        "amd.conf",
        "ccss.conf",
        "cel.conf",
        "pjproject.conf",
        "queuerules.conf",
        "queues.conf",
        "udptl.conf",
    ),
    "",
)
