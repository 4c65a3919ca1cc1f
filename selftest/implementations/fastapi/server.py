"""The operation in FastAPI, with its own security schemes, validation and errors, and PyJWT as its tutorial has it."""

import json
import secrets
import socket
import sys
from base64 import b64decode
from typing import Annotated
from uuid import UUID

import jwt
import uvicorn
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBasic, HTTPBasicCredentials, HTTPBearer
from jwt.exceptions import InvalidTokenError

world = json.load(sys.stdin.buffer)
users = {UUID(user["id"]): user for user in world["users"]}
clients = {client["id"]: client for client in world["clients"]}

app = FastAPI()

# The schemes are alternatives, so that none of them may refuse by itself that it is absent.
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]
ApplicationToken = Annotated[str | None, Depends(APIKeyHeader(name="ApplicationToken", auto_error=False))]
Basic = Annotated[HTTPBasicCredentials | None, Depends(HTTPBasic(realm="nexus", auto_error=False))]


def same(given: str, secret: str) -> bool:
    return secrets.compare_digest(given.encode(), secret.encode())


def is_valid_token(token: str) -> bool:
    tokens = world["tokens"]
    try:
        jwt.decode(
            token,
            b64decode(tokens["secret"]),
            algorithms=["HS256"],
            issuer=tokens["issuer"],
            audience=tokens["audience"],
        )
    except InvalidTokenError:
        return False
    return True


def authenticate(bearer: Bearer, application_token: ApplicationToken, basic: Basic) -> None:
    if bearer and application_token:
        if is_valid_token(bearer.credentials) and same(application_token, world["applicationToken"]):
            return
    if basic and any(
        same(basic.username, account["userId"]) and same(basic.password, account["password"])
        for account in world["accounts"]
    ):
        return
    raise HTTPException(401, headers={"WWW-Authenticate": 'Bearer realm="nexus", Basic realm="nexus"'})


@app.post("/v1/users/{userId}/password-reset", status_code=204, dependencies=[Depends(authenticate)])
def reset_password(userId: UUID, clientId: str) -> None:
    if clientId not in clients:
        raise HTTPException(400, "The clientId names no application.")
    if userId not in users:
        raise HTTPException(404, "There is no such user.")
    # Here the e-mail would be handed over.


if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"FastAPI is listening on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])
