#!/usr/bin/python3
"""Describes and calls a weft controller with Debian's python3-grpcio and python3-protobuf and nothing of weft's.

Every message class is built from descriptors that the server hands out by reflection. The only thing known beforehand is the reflection
protocol itself (grpc/reflection/v1/reflection.proto, and v1alpha, which is the same), as far as it is used here.

Usage: describe.py HOST:PORT [CA CERTIFICATE KEY]      prints one JSON object
"""

import json
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

POOL = descriptor_pool.DescriptorPool()
STRING, INT32, BYTES, MESSAGE = 9, 5, 12, 11  # FieldDescriptorProto.Type


def message_class(name):
    # MessageFactory.GetPrototype is the name of older versions of protobuf, GetMessageClass of newer ones.
    descriptor = POOL.FindMessageTypeByName(name)
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(POOL).GetPrototype(descriptor)


def add_reflection_protocol(version):
    """Adds what is used of the reflection protocol to the pool."""
    file = descriptor_pb2.FileDescriptorProto(
        name=f"known-beforehand/{version}.proto", package=f"grpc.reflection.{version}", syntax="proto3"
    )

    def message(name, *fields):
        m = file.message_type.add(name=name)
        for number, field, kind, type_name, repeated in fields:
            m.field.add(
                name=field,
                number=number,
                type=kind,
                label=3 if repeated else 1,
                type_name=f".{file.package}.{type_name}" if type_name else None,
            )

    message(
        "ServerReflectionRequest",
        (3, "file_by_filename", STRING, None, False),
        (4, "file_containing_symbol", STRING, None, False),
        (7, "list_services", STRING, None, False),
    )
    message("FileDescriptorResponse", (1, "file_descriptor_proto", BYTES, None, True))
    message("ServiceResponse", (1, "name", STRING, None, False))
    message("ListServiceResponse", (1, "service", MESSAGE, "ServiceResponse", True))
    message("ErrorResponse", (1, "error_code", INT32, None, False), (2, "error_message", STRING, None, False))
    message(
        "ServerReflectionResponse",
        (4, "file_descriptor_response", MESSAGE, "FileDescriptorResponse", False),
        (6, "list_services_response", MESSAGE, "ListServiceResponse", False),
        (7, "error_response", MESSAGE, "ErrorResponse", False),
    )
    # Without the presence bookkeeping of a oneof an empty list_services would not be sent.
    request = file.message_type[0]
    request.oneof_decl.add(name="message_request")
    for field in request.field:
        field.oneof_index = 0
    POOL.Add(file)


class Server:
    def __init__(self, channel):
        self.channel = channel
        self.loaded = set()

    def reflect(self, version, **request):
        stream = self.channel.stream_stream(
            f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo",
            request_serializer=lambda m: m.SerializeToString(),
            response_deserializer=message_class(f"grpc.reflection.{version}.ServerReflectionResponse").FromString,
        )
        message = message_class(f"grpc.reflection.{version}.ServerReflectionRequest")(**request)
        (response,) = list(stream(iter([message]), timeout=10))
        return response

    def load(self, symbol=None, filename=None):
        """Adds the file that defines a symbol, and all that it imports, to the pool."""
        request = {"file_containing_symbol": symbol} if symbol else {"file_by_filename": filename}
        response = self.reflect("v1", **request)
        if response.error_response.error_code:
            raise KeyError(response.error_response.error_message)
        files = {}
        for serialized in response.file_descriptor_response.file_descriptor_proto:
            file = descriptor_pb2.FileDescriptorProto.FromString(serialized)
            files[file.name] = file

        def add(file):
            if file.name in self.loaded:
                return
            self.loaded.add(file.name)
            for name in file.dependency:
                if name not in files and name not in self.loaded:
                    self.load(filename=name)
                elif name in files:
                    add(files[name])
            POOL.Add(file)

        for file in files.values():
            add(file)

    def method(self, path):
        """A callable for /service/method, from its descriptor."""
        service_name, method_name = path.split("/")
        method = POOL.FindServiceByName(service_name).FindMethodByName(method_name)
        request_class = message_class(method.input_type.full_name)
        streaming = method_name.startswith("Watch")
        make = self.channel.unary_stream if streaming else self.channel.unary_unary
        call = make(
            f"/{path}",
            request_serializer=lambda m: m.SerializeToString(),
            response_deserializer=message_class(method.output_type.full_name).FromString,
        )
        return lambda request, **options: call(json_format.ParseDict(request, request_class()), timeout=10, **options)


def as_dict(message):
    return json_format.MessageToDict(message, preserving_proto_field_name=True)


def error_of(call, request):
    """Code, message and google.rpc details of a call that must fail."""
    try:
        call(request)
    except grpc.RpcError as error:
        trailers = {k: v for k, v in error.trailing_metadata()}
        status = message_class("google.rpc.Status").FromString(trailers["grpc-status-details-bin"])
        details = []
        for packed in status.details:
            name = packed.type_url.split("/")[-1]
            details.append({"type": name, **as_dict(message_class(name).FromString(packed.value))})
        return {"code": error.code().name, "message": error.details(), "details": details}
    raise AssertionError(f"{request} was not refused")


def main():
    address, *tls = sys.argv[1:]
    if tls:
        ca, certificate, key = (open(path, "rb").read() for path in tls)
        channel = grpc.secure_channel(address, grpc.ssl_channel_credentials(ca, key, certificate))
    else:
        channel = grpc.insecure_channel(address)
    for version in ("v1", "v1alpha"):
        add_reflection_protocol(version)
    server = Server(channel)
    out = {}
    for version in ("v1", "v1alpha"):
        listed = server.reflect(version, list_services="").list_services_response.service
        out[f"services_{version}"] = [s.name for s in listed]
    described = {}
    for name in out["services_v1"]:
        # The reflection protocol is in the pool under another file already.
        if name.startswith("grpc.reflection."):
            continue
        server.load(symbol=name)
        described[name] = [m.name for m in POOL.FindServiceByName(name).methods]
    out["methods"] = described
    server.load(filename="google/rpc/error_details.proto")
    server.load(filename="google/rpc/status.proto")
    out["unknown"] = server.reflect("v1", file_containing_symbol="weft.v1.Nope").error_response.error_code

    call = server.method
    out["health"] = as_dict(call("grpc.health.v1.Health/Check")({"service": "weft.v1.PortService"}))
    call("weft.v1.TenantService/CreateTenant")({"tenant": {"metadata": {"id": "snake", "labels": {"a": "b"}}}})
    call("weft.v1.NetworkService/CreateNetwork")({"network": {"metadata": {"id": "snake-net"}, "tenant_id": "snake"}})
    prefix = {"address": {"bytes": "CgkAAA=="}, "length": 24}  # 10.9.0.0/24
    call("weft.v1.SubnetService/CreateSubnet")({"subnet": {"network_id": "snake-net", "prefix": prefix}})
    create = call("weft.v1.PortService/CreatePort")
    port = create({"port": {"metadata": {"id": "snake-1"}, "network_id": "snake-net"}})
    out["address"] = list(port.addresses[0].address.bytes)
    out["port"] = as_dict(call("weft.v1.PortService/GetPort")({"id": "snake-1"}))
    out["list"] = as_dict(call("weft.v1.NetworkService/ListNetworks")({"tenant_id": "snake"}))
    out["error_field"] = error_of(create, {"port": {"network_id": "snake-net", "mac": "AQI="}})
    out["error_exists"] = error_of(create, {"port": {"metadata": {"id": "snake-1"}, "network_id": "snake-net"}})
    out["error_in_use"] = error_of(call("weft.v1.NetworkService/DeleteNetwork"), {"id": "snake-net"})
    watch = call("weft.v1.PortService/WatchPorts")({"tenant_id": "snake"})
    out["watch"] = [as_dict(next(watch))["kind"] for _ in range(2)]
    watch.cancel()
    out["cluster"] = as_dict(call("weft.v1.ClusterService/GetCluster")({}))
    json.dump(out, sys.stdout)


main()
