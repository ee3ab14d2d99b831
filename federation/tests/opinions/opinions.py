"""Asks libraries of PyPI to sign and to verify.

Standard input holds an array of tasks in JSON, standard output gets an array of answers: ok, and headers, document, text
or why.
"""

import base64
import datetime
import json
import sys
import types

import jcs
from apsig.draft import Signer, Verifier
from apsig.proof import ProofSigner, ProofVerifier
from apsig.rfc9421 import RFC9421Verifier
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    MappingKeyResolver,
    algorithms,
)


def private(task):
    return load_der_private_key(base64.b64decode(task["secret"]), None)


def public(task):
    return load_der_public_key(base64.b64decode(task["public"]))


def message(task):
    return types.SimpleNamespace(method=task["method"], url=task["url"], headers=dict(task["headers"]))


class HttpMessageSignatures:
    @staticmethod
    def sign(task):
        keys = MappingKeyResolver(public_keys={}, private_keys={task["key_id"]: private(task)})
        signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=keys)
        request = message(task)
        body = task["body"].encode() or None
        signer.sign(
            request,
            key_id=task["key_id"],
            created=datetime.datetime.fromtimestamp(task["created"]),
            nonce=task["nonce"],
            tag="maille",
            label="theirs",
            covered_component_ids=task["components"],
            body=body,
        )
        return {"headers": {name.lower(): value for name, value in request.headers.items()}}

    @staticmethod
    def verify(task):
        keys = MappingKeyResolver(public_keys={task["key_id"]: public(task)}, private_keys={})
        verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=keys)
        body = task["body"].encode() or None
        verified = verifier.verify(
            message(task), max_age=datetime.timedelta(minutes=5), expect_tag="maille", body=body
        )
        return len(verified) == 1


class Apsig:
    @staticmethod
    def sign(task):
        request = {"headers": task["headers"], "method": task["method"], "url": task["url"], "key_id": task["key_id"]}
        signer = Signer(
            private_key=private(task), body=task["body"].encode(), signed_headers=task["components"], **request
        )
        return {"headers": signer.sign()}

    @staticmethod
    def verify(task):
        if task.get("rsa"):
            verifier = Verifier(public(task), task["method"], task["url"], task["headers"], task["body"].encode())
            return verifier.verify(raise_on_fail=True) == task["key_id"]
        host = task["headers"]["host"]
        verifier = RFC9421Verifier(public(task), task["method"], task["target"], host, task["headers"])
        return verifier.verify(raise_on_fail=True) == task["key_id"]

    @staticmethod
    def prove(task):
        document = json.loads(task["document"])
        return {"document": ProofSigner(private(task)).sign(document, task["options"])}

    @staticmethod
    def check(task):
        document = json.loads(task["document"])
        said = ProofVerifier(task["multikey"]).verify(document)
        return said == document["proof"]["verificationMethod"]


class Jcs:
    @staticmethod
    def canonical(task):
        return {"text": jcs.canonicalize(json.loads(task["document"])).decode()}


LIBRARIES = {"http-message-signatures (Python)": HttpMessageSignatures, "apsig": Apsig, "jcs": Jcs}


def answer(task):
    try:
        said = getattr(LIBRARIES[task["library"]], task["act"])(task)
    except Exception as error:  # whatever a library raises is its opinion
        return {"ok": False, "why": repr(error)}
    return {"ok": said} if isinstance(said, bool) else {"ok": True, **said}


json.dump([answer(task) for task in json.load(sys.stdin)], sys.stdout)
