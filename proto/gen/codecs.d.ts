import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace grpc. */
export namespace grpc {

    /** Namespace health. */
    namespace health {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of a HealthListRequest.
             * @deprecated Use grpc.health.v1.HealthListRequest.$Properties instead.
             */
            interface IHealthListRequest extends grpc.health.v1.HealthListRequest.$Properties {
            }

            /** Represents a HealthListRequest. */
            class HealthListRequest {

                /**
                 * Constructs a new HealthListRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.health.v1.HealthListRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Creates a new HealthListRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns HealthListRequest instance
                 */
                static create(properties: grpc.health.v1.HealthListRequest.$Shape): grpc.health.v1.HealthListRequest & grpc.health.v1.HealthListRequest.$Shape;
                static create(properties?: grpc.health.v1.HealthListRequest.$Properties): grpc.health.v1.HealthListRequest;

                /**
                 * Encodes the specified HealthListRequest message. Does not implicitly {@link grpc.health.v1.HealthListRequest.verify|verify} messages.
                 * @param message HealthListRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.health.v1.HealthListRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a HealthListRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.health.v1.HealthListRequest & grpc.health.v1.HealthListRequest.$Shape} HealthListRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.health.v1.HealthListRequest & grpc.health.v1.HealthListRequest.$Shape;

                /**
                 * Creates a HealthListRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns HealthListRequest
                 */
                static fromObject(object: { [k: string]: any }): grpc.health.v1.HealthListRequest;

                /**
                 * Creates a plain object from a HealthListRequest message. Also converts values to other types if specified.
                 * @param message HealthListRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.health.v1.HealthListRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this HealthListRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace HealthListRequest {

                /** Properties of a HealthListRequest. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a HealthListRequest. */
                type $Shape = grpc.health.v1.HealthListRequest.$Properties;
            }

            /**
             * Properties of a HealthListResponse.
             * @deprecated Use grpc.health.v1.HealthListResponse.$Properties instead.
             */
            interface IHealthListResponse extends grpc.health.v1.HealthListResponse.$Properties {
            }

            /** Represents a HealthListResponse. */
            class HealthListResponse {

                /**
                 * Constructs a new HealthListResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.health.v1.HealthListResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** HealthListResponse statuses. */
                statuses: { [k: string]: grpc.health.v1.HealthCheckResponse.$Properties };

                /**
                 * Creates a new HealthListResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns HealthListResponse instance
                 */
                static create(properties: grpc.health.v1.HealthListResponse.$Shape): grpc.health.v1.HealthListResponse & grpc.health.v1.HealthListResponse.$Shape;
                static create(properties?: grpc.health.v1.HealthListResponse.$Properties): grpc.health.v1.HealthListResponse;

                /**
                 * Encodes the specified HealthListResponse message. Does not implicitly {@link grpc.health.v1.HealthListResponse.verify|verify} messages.
                 * @param message HealthListResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.health.v1.HealthListResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a HealthListResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.health.v1.HealthListResponse & grpc.health.v1.HealthListResponse.$Shape} HealthListResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.health.v1.HealthListResponse & grpc.health.v1.HealthListResponse.$Shape;

                /**
                 * Creates a HealthListResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns HealthListResponse
                 */
                static fromObject(object: { [k: string]: any }): grpc.health.v1.HealthListResponse;

                /**
                 * Creates a plain object from a HealthListResponse message. Also converts values to other types if specified.
                 * @param message HealthListResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.health.v1.HealthListResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this HealthListResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace HealthListResponse {

                /** Properties of a HealthListResponse. */
                interface $Properties {

                    /** HealthListResponse statuses */
                    statuses?: ({ [k: string]: grpc.health.v1.HealthCheckResponse.$Properties }|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a HealthListResponse. */
                type $Shape = grpc.health.v1.HealthListResponse.$Properties;
            }

            /**
             * Properties of a HealthCheckRequest.
             * @deprecated Use grpc.health.v1.HealthCheckRequest.$Properties instead.
             */
            interface IHealthCheckRequest extends grpc.health.v1.HealthCheckRequest.$Properties {
            }

            /** Represents a HealthCheckRequest. */
            class HealthCheckRequest {

                /**
                 * Constructs a new HealthCheckRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.health.v1.HealthCheckRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** HealthCheckRequest service. */
                service: string;

                /**
                 * Creates a new HealthCheckRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns HealthCheckRequest instance
                 */
                static create(properties: grpc.health.v1.HealthCheckRequest.$Shape): grpc.health.v1.HealthCheckRequest & grpc.health.v1.HealthCheckRequest.$Shape;
                static create(properties?: grpc.health.v1.HealthCheckRequest.$Properties): grpc.health.v1.HealthCheckRequest;

                /**
                 * Encodes the specified HealthCheckRequest message. Does not implicitly {@link grpc.health.v1.HealthCheckRequest.verify|verify} messages.
                 * @param message HealthCheckRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.health.v1.HealthCheckRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a HealthCheckRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.health.v1.HealthCheckRequest & grpc.health.v1.HealthCheckRequest.$Shape} HealthCheckRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.health.v1.HealthCheckRequest & grpc.health.v1.HealthCheckRequest.$Shape;

                /**
                 * Creates a HealthCheckRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns HealthCheckRequest
                 */
                static fromObject(object: { [k: string]: any }): grpc.health.v1.HealthCheckRequest;

                /**
                 * Creates a plain object from a HealthCheckRequest message. Also converts values to other types if specified.
                 * @param message HealthCheckRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.health.v1.HealthCheckRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this HealthCheckRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace HealthCheckRequest {

                /** Properties of a HealthCheckRequest. */
                interface $Properties {

                    /** HealthCheckRequest service */
                    service?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a HealthCheckRequest. */
                type $Shape = grpc.health.v1.HealthCheckRequest.$Properties;
            }

            /**
             * Properties of a HealthCheckResponse.
             * @deprecated Use grpc.health.v1.HealthCheckResponse.$Properties instead.
             */
            interface IHealthCheckResponse extends grpc.health.v1.HealthCheckResponse.$Properties {
            }

            /** Represents a HealthCheckResponse. */
            class HealthCheckResponse {

                /**
                 * Constructs a new HealthCheckResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.health.v1.HealthCheckResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** HealthCheckResponse status. */
                status: grpc.health.v1.HealthCheckResponse.ServingStatus;

                /**
                 * Creates a new HealthCheckResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns HealthCheckResponse instance
                 */
                static create(properties: grpc.health.v1.HealthCheckResponse.$Shape): grpc.health.v1.HealthCheckResponse & grpc.health.v1.HealthCheckResponse.$Shape;
                static create(properties?: grpc.health.v1.HealthCheckResponse.$Properties): grpc.health.v1.HealthCheckResponse;

                /**
                 * Encodes the specified HealthCheckResponse message. Does not implicitly {@link grpc.health.v1.HealthCheckResponse.verify|verify} messages.
                 * @param message HealthCheckResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.health.v1.HealthCheckResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a HealthCheckResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.health.v1.HealthCheckResponse & grpc.health.v1.HealthCheckResponse.$Shape} HealthCheckResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.health.v1.HealthCheckResponse & grpc.health.v1.HealthCheckResponse.$Shape;

                /**
                 * Creates a HealthCheckResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns HealthCheckResponse
                 */
                static fromObject(object: { [k: string]: any }): grpc.health.v1.HealthCheckResponse;

                /**
                 * Creates a plain object from a HealthCheckResponse message. Also converts values to other types if specified.
                 * @param message HealthCheckResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.health.v1.HealthCheckResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this HealthCheckResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace HealthCheckResponse {

                /** Properties of a HealthCheckResponse. */
                interface $Properties {

                    /** HealthCheckResponse status */
                    status?: (grpc.health.v1.HealthCheckResponse.ServingStatus|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a HealthCheckResponse. */
                type $Shape = grpc.health.v1.HealthCheckResponse.$Properties;

                /** ServingStatus enum. */
                enum ServingStatus {

                    /** UNKNOWN value */
                    UNKNOWN = 0,

                    /** SERVING value */
                    SERVING = 1,

                    /** NOT_SERVING value */
                    NOT_SERVING = 2,

                    /** SERVICE_UNKNOWN value */
                    SERVICE_UNKNOWN = 3
                }
            }
        }
    }

    /** Namespace reflection. */
    namespace reflection {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of a ServerReflectionRequest.
             * @deprecated Use grpc.reflection.v1.ServerReflectionRequest.$Properties instead.
             */
            interface IServerReflectionRequest extends grpc.reflection.v1.ServerReflectionRequest.$Properties {
            }

            /** Represents a ServerReflectionRequest. */
            class ServerReflectionRequest {

                /**
                 * Constructs a new ServerReflectionRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.reflection.v1.ServerReflectionRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ServerReflectionRequest host. */
                host: string;

                /** ServerReflectionRequest fileByFilename. */
                fileByFilename?: (string|null);

                /** ServerReflectionRequest fileContainingSymbol. */
                fileContainingSymbol?: (string|null);

                /** ServerReflectionRequest fileContainingExtension. */
                fileContainingExtension?: (grpc.reflection.v1.ExtensionRequest.$Properties|null);

                /** ServerReflectionRequest allExtensionNumbersOfType. */
                allExtensionNumbersOfType?: (string|null);

                /** ServerReflectionRequest listServices. */
                listServices?: (string|null);

                /** ServerReflectionRequest messageRequest. */
                messageRequest?: ("fileByFilename"|"fileContainingSymbol"|"fileContainingExtension"|"allExtensionNumbersOfType"|"listServices");

                /**
                 * Creates a new ServerReflectionRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ServerReflectionRequest instance
                 */
                static create(properties: grpc.reflection.v1.ServerReflectionRequest.$Shape): grpc.reflection.v1.ServerReflectionRequest & grpc.reflection.v1.ServerReflectionRequest.$Shape;
                static create(properties?: grpc.reflection.v1.ServerReflectionRequest.$Properties): grpc.reflection.v1.ServerReflectionRequest;

                /**
                 * Encodes the specified ServerReflectionRequest message. Does not implicitly {@link grpc.reflection.v1.ServerReflectionRequest.verify|verify} messages.
                 * @param message ServerReflectionRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.reflection.v1.ServerReflectionRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ServerReflectionRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.reflection.v1.ServerReflectionRequest & grpc.reflection.v1.ServerReflectionRequest.$Shape} ServerReflectionRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1.ServerReflectionRequest & grpc.reflection.v1.ServerReflectionRequest.$Shape;

                /**
                 * Creates a ServerReflectionRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ServerReflectionRequest
                 */
                static fromObject(object: { [k: string]: any }): grpc.reflection.v1.ServerReflectionRequest;

                /**
                 * Creates a plain object from a ServerReflectionRequest message. Also converts values to other types if specified.
                 * @param message ServerReflectionRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.reflection.v1.ServerReflectionRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ServerReflectionRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace ServerReflectionRequest {

                /** Properties of a ServerReflectionRequest. */
                interface $Properties {

                    /** ServerReflectionRequest host */
                    host?: (string|null);

                    /** ServerReflectionRequest fileByFilename */
                    fileByFilename?: (string|null);

                    /** ServerReflectionRequest fileContainingSymbol */
                    fileContainingSymbol?: (string|null);

                    /** ServerReflectionRequest fileContainingExtension */
                    fileContainingExtension?: (grpc.reflection.v1.ExtensionRequest.$Properties|null);

                    /** ServerReflectionRequest allExtensionNumbersOfType */
                    allExtensionNumbersOfType?: (string|null);

                    /** ServerReflectionRequest listServices */
                    listServices?: (string|null);

                    /** ServerReflectionRequest messageRequest */
                    messageRequest?: ("fileByFilename"|"fileContainingSymbol"|"fileContainingExtension"|"allExtensionNumbersOfType"|"listServices");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a ServerReflectionRequest. */
                type $Shape = {
                  host?: string|null;
                  fileByFilename?: string|null;
                  fileContainingSymbol?: string|null;
                  fileContainingExtension?: grpc.reflection.v1.ExtensionRequest.$Shape|null;
                  allExtensionNumbersOfType?: string|null;
                  listServices?: string|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ messageRequest?: undefined; fileByFilename?: null; fileContainingSymbol?: null; fileContainingExtension?: null; allExtensionNumbersOfType?: null; listServices?: null }|{ messageRequest?: "fileByFilename"; fileByFilename: string; fileContainingSymbol?: null; fileContainingExtension?: null; allExtensionNumbersOfType?: null; listServices?: null }|{ messageRequest?: "fileContainingSymbol"; fileByFilename?: null; fileContainingSymbol: string; fileContainingExtension?: null; allExtensionNumbersOfType?: null; listServices?: null }|{ messageRequest?: "fileContainingExtension"; fileByFilename?: null; fileContainingSymbol?: null; fileContainingExtension: grpc.reflection.v1.ExtensionRequest.$Shape; allExtensionNumbersOfType?: null; listServices?: null }|{ messageRequest?: "allExtensionNumbersOfType"; fileByFilename?: null; fileContainingSymbol?: null; fileContainingExtension?: null; allExtensionNumbersOfType: string; listServices?: null }|{ messageRequest?: "listServices"; fileByFilename?: null; fileContainingSymbol?: null; fileContainingExtension?: null; allExtensionNumbersOfType?: null; listServices: string })
                );
            }

            /**
             * Properties of an ExtensionRequest.
             * @deprecated Use grpc.reflection.v1.ExtensionRequest.$Properties instead.
             */
            interface IExtensionRequest extends grpc.reflection.v1.ExtensionRequest.$Properties {
            }

            /** Represents an ExtensionRequest. */
            class ExtensionRequest {

                /**
                 * Constructs a new ExtensionRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.reflection.v1.ExtensionRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ExtensionRequest containingType. */
                containingType: string;

                /** ExtensionRequest extensionNumber. */
                extensionNumber: number;

                /**
                 * Creates a new ExtensionRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ExtensionRequest instance
                 */
                static create(properties: grpc.reflection.v1.ExtensionRequest.$Shape): grpc.reflection.v1.ExtensionRequest & grpc.reflection.v1.ExtensionRequest.$Shape;
                static create(properties?: grpc.reflection.v1.ExtensionRequest.$Properties): grpc.reflection.v1.ExtensionRequest;

                /**
                 * Encodes the specified ExtensionRequest message. Does not implicitly {@link grpc.reflection.v1.ExtensionRequest.verify|verify} messages.
                 * @param message ExtensionRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.reflection.v1.ExtensionRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ExtensionRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.reflection.v1.ExtensionRequest & grpc.reflection.v1.ExtensionRequest.$Shape} ExtensionRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1.ExtensionRequest & grpc.reflection.v1.ExtensionRequest.$Shape;

                /**
                 * Creates an ExtensionRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ExtensionRequest
                 */
                static fromObject(object: { [k: string]: any }): grpc.reflection.v1.ExtensionRequest;

                /**
                 * Creates a plain object from an ExtensionRequest message. Also converts values to other types if specified.
                 * @param message ExtensionRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.reflection.v1.ExtensionRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ExtensionRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace ExtensionRequest {

                /** Properties of an ExtensionRequest. */
                interface $Properties {

                    /** ExtensionRequest containingType */
                    containingType?: (string|null);

                    /** ExtensionRequest extensionNumber */
                    extensionNumber?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ExtensionRequest. */
                type $Shape = grpc.reflection.v1.ExtensionRequest.$Properties;
            }

            /**
             * Properties of a ServerReflectionResponse.
             * @deprecated Use grpc.reflection.v1.ServerReflectionResponse.$Properties instead.
             */
            interface IServerReflectionResponse extends grpc.reflection.v1.ServerReflectionResponse.$Properties {
            }

            /** Represents a ServerReflectionResponse. */
            class ServerReflectionResponse {

                /**
                 * Constructs a new ServerReflectionResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.reflection.v1.ServerReflectionResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ServerReflectionResponse validHost. */
                validHost: string;

                /** ServerReflectionResponse originalRequest. */
                originalRequest?: (grpc.reflection.v1.ServerReflectionRequest.$Properties|null);

                /** ServerReflectionResponse fileDescriptorResponse. */
                fileDescriptorResponse?: (grpc.reflection.v1.FileDescriptorResponse.$Properties|null);

                /** ServerReflectionResponse allExtensionNumbersResponse. */
                allExtensionNumbersResponse?: (grpc.reflection.v1.ExtensionNumberResponse.$Properties|null);

                /** ServerReflectionResponse listServicesResponse. */
                listServicesResponse?: (grpc.reflection.v1.ListServiceResponse.$Properties|null);

                /** ServerReflectionResponse errorResponse. */
                errorResponse?: (grpc.reflection.v1.ErrorResponse.$Properties|null);

                /** ServerReflectionResponse messageResponse. */
                messageResponse?: ("fileDescriptorResponse"|"allExtensionNumbersResponse"|"listServicesResponse"|"errorResponse");

                /**
                 * Creates a new ServerReflectionResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ServerReflectionResponse instance
                 */
                static create(properties: grpc.reflection.v1.ServerReflectionResponse.$Shape): grpc.reflection.v1.ServerReflectionResponse & grpc.reflection.v1.ServerReflectionResponse.$Shape;
                static create(properties?: grpc.reflection.v1.ServerReflectionResponse.$Properties): grpc.reflection.v1.ServerReflectionResponse;

                /**
                 * Encodes the specified ServerReflectionResponse message. Does not implicitly {@link grpc.reflection.v1.ServerReflectionResponse.verify|verify} messages.
                 * @param message ServerReflectionResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.reflection.v1.ServerReflectionResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ServerReflectionResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.reflection.v1.ServerReflectionResponse & grpc.reflection.v1.ServerReflectionResponse.$Shape} ServerReflectionResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1.ServerReflectionResponse & grpc.reflection.v1.ServerReflectionResponse.$Shape;

                /**
                 * Creates a ServerReflectionResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ServerReflectionResponse
                 */
                static fromObject(object: { [k: string]: any }): grpc.reflection.v1.ServerReflectionResponse;

                /**
                 * Creates a plain object from a ServerReflectionResponse message. Also converts values to other types if specified.
                 * @param message ServerReflectionResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.reflection.v1.ServerReflectionResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ServerReflectionResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace ServerReflectionResponse {

                /** Properties of a ServerReflectionResponse. */
                interface $Properties {

                    /** ServerReflectionResponse validHost */
                    validHost?: (string|null);

                    /** ServerReflectionResponse originalRequest */
                    originalRequest?: (grpc.reflection.v1.ServerReflectionRequest.$Properties|null);

                    /** ServerReflectionResponse fileDescriptorResponse */
                    fileDescriptorResponse?: (grpc.reflection.v1.FileDescriptorResponse.$Properties|null);

                    /** ServerReflectionResponse allExtensionNumbersResponse */
                    allExtensionNumbersResponse?: (grpc.reflection.v1.ExtensionNumberResponse.$Properties|null);

                    /** ServerReflectionResponse listServicesResponse */
                    listServicesResponse?: (grpc.reflection.v1.ListServiceResponse.$Properties|null);

                    /** ServerReflectionResponse errorResponse */
                    errorResponse?: (grpc.reflection.v1.ErrorResponse.$Properties|null);

                    /** ServerReflectionResponse messageResponse */
                    messageResponse?: ("fileDescriptorResponse"|"allExtensionNumbersResponse"|"listServicesResponse"|"errorResponse");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a ServerReflectionResponse. */
                type $Shape = {
                  validHost?: string|null;
                  originalRequest?: grpc.reflection.v1.ServerReflectionRequest.$Shape|null;
                  fileDescriptorResponse?: grpc.reflection.v1.FileDescriptorResponse.$Shape|null;
                  allExtensionNumbersResponse?: grpc.reflection.v1.ExtensionNumberResponse.$Shape|null;
                  listServicesResponse?: grpc.reflection.v1.ListServiceResponse.$Shape|null;
                  errorResponse?: grpc.reflection.v1.ErrorResponse.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ messageResponse?: undefined; fileDescriptorResponse?: null; allExtensionNumbersResponse?: null; listServicesResponse?: null; errorResponse?: null }|{ messageResponse?: "fileDescriptorResponse"; fileDescriptorResponse: grpc.reflection.v1.FileDescriptorResponse.$Shape; allExtensionNumbersResponse?: null; listServicesResponse?: null; errorResponse?: null }|{ messageResponse?: "allExtensionNumbersResponse"; fileDescriptorResponse?: null; allExtensionNumbersResponse: grpc.reflection.v1.ExtensionNumberResponse.$Shape; listServicesResponse?: null; errorResponse?: null }|{ messageResponse?: "listServicesResponse"; fileDescriptorResponse?: null; allExtensionNumbersResponse?: null; listServicesResponse: grpc.reflection.v1.ListServiceResponse.$Shape; errorResponse?: null }|{ messageResponse?: "errorResponse"; fileDescriptorResponse?: null; allExtensionNumbersResponse?: null; listServicesResponse?: null; errorResponse: grpc.reflection.v1.ErrorResponse.$Shape })
                );
            }

            /**
             * Properties of a FileDescriptorResponse.
             * @deprecated Use grpc.reflection.v1.FileDescriptorResponse.$Properties instead.
             */
            interface IFileDescriptorResponse extends grpc.reflection.v1.FileDescriptorResponse.$Properties {
            }

            /** Represents a FileDescriptorResponse. */
            class FileDescriptorResponse {

                /**
                 * Constructs a new FileDescriptorResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.reflection.v1.FileDescriptorResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** FileDescriptorResponse fileDescriptorProto. */
                fileDescriptorProto: Uint8Array[];

                /**
                 * Creates a new FileDescriptorResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns FileDescriptorResponse instance
                 */
                static create(properties: grpc.reflection.v1.FileDescriptorResponse.$Shape): grpc.reflection.v1.FileDescriptorResponse & grpc.reflection.v1.FileDescriptorResponse.$Shape;
                static create(properties?: grpc.reflection.v1.FileDescriptorResponse.$Properties): grpc.reflection.v1.FileDescriptorResponse;

                /**
                 * Encodes the specified FileDescriptorResponse message. Does not implicitly {@link grpc.reflection.v1.FileDescriptorResponse.verify|verify} messages.
                 * @param message FileDescriptorResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.reflection.v1.FileDescriptorResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a FileDescriptorResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.reflection.v1.FileDescriptorResponse & grpc.reflection.v1.FileDescriptorResponse.$Shape} FileDescriptorResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1.FileDescriptorResponse & grpc.reflection.v1.FileDescriptorResponse.$Shape;

                /**
                 * Creates a FileDescriptorResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns FileDescriptorResponse
                 */
                static fromObject(object: { [k: string]: any }): grpc.reflection.v1.FileDescriptorResponse;

                /**
                 * Creates a plain object from a FileDescriptorResponse message. Also converts values to other types if specified.
                 * @param message FileDescriptorResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.reflection.v1.FileDescriptorResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this FileDescriptorResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace FileDescriptorResponse {

                /** Properties of a FileDescriptorResponse. */
                interface $Properties {

                    /** FileDescriptorResponse fileDescriptorProto */
                    fileDescriptorProto?: (Uint8Array[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a FileDescriptorResponse. */
                type $Shape = grpc.reflection.v1.FileDescriptorResponse.$Properties;
            }

            /**
             * Properties of an ExtensionNumberResponse.
             * @deprecated Use grpc.reflection.v1.ExtensionNumberResponse.$Properties instead.
             */
            interface IExtensionNumberResponse extends grpc.reflection.v1.ExtensionNumberResponse.$Properties {
            }

            /** Represents an ExtensionNumberResponse. */
            class ExtensionNumberResponse {

                /**
                 * Constructs a new ExtensionNumberResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.reflection.v1.ExtensionNumberResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ExtensionNumberResponse baseTypeName. */
                baseTypeName: string;

                /** ExtensionNumberResponse extensionNumber. */
                extensionNumber: number[];

                /**
                 * Creates a new ExtensionNumberResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ExtensionNumberResponse instance
                 */
                static create(properties: grpc.reflection.v1.ExtensionNumberResponse.$Shape): grpc.reflection.v1.ExtensionNumberResponse & grpc.reflection.v1.ExtensionNumberResponse.$Shape;
                static create(properties?: grpc.reflection.v1.ExtensionNumberResponse.$Properties): grpc.reflection.v1.ExtensionNumberResponse;

                /**
                 * Encodes the specified ExtensionNumberResponse message. Does not implicitly {@link grpc.reflection.v1.ExtensionNumberResponse.verify|verify} messages.
                 * @param message ExtensionNumberResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.reflection.v1.ExtensionNumberResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ExtensionNumberResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.reflection.v1.ExtensionNumberResponse & grpc.reflection.v1.ExtensionNumberResponse.$Shape} ExtensionNumberResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1.ExtensionNumberResponse & grpc.reflection.v1.ExtensionNumberResponse.$Shape;

                /**
                 * Creates an ExtensionNumberResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ExtensionNumberResponse
                 */
                static fromObject(object: { [k: string]: any }): grpc.reflection.v1.ExtensionNumberResponse;

                /**
                 * Creates a plain object from an ExtensionNumberResponse message. Also converts values to other types if specified.
                 * @param message ExtensionNumberResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.reflection.v1.ExtensionNumberResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ExtensionNumberResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace ExtensionNumberResponse {

                /** Properties of an ExtensionNumberResponse. */
                interface $Properties {

                    /** ExtensionNumberResponse baseTypeName */
                    baseTypeName?: (string|null);

                    /** ExtensionNumberResponse extensionNumber */
                    extensionNumber?: (number[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ExtensionNumberResponse. */
                type $Shape = grpc.reflection.v1.ExtensionNumberResponse.$Properties;
            }

            /**
             * Properties of a ListServiceResponse.
             * @deprecated Use grpc.reflection.v1.ListServiceResponse.$Properties instead.
             */
            interface IListServiceResponse extends grpc.reflection.v1.ListServiceResponse.$Properties {
            }

            /** Represents a ListServiceResponse. */
            class ListServiceResponse {

                /**
                 * Constructs a new ListServiceResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.reflection.v1.ListServiceResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ListServiceResponse service. */
                service: grpc.reflection.v1.ServiceResponse.$Properties[];

                /**
                 * Creates a new ListServiceResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ListServiceResponse instance
                 */
                static create(properties: grpc.reflection.v1.ListServiceResponse.$Shape): grpc.reflection.v1.ListServiceResponse & grpc.reflection.v1.ListServiceResponse.$Shape;
                static create(properties?: grpc.reflection.v1.ListServiceResponse.$Properties): grpc.reflection.v1.ListServiceResponse;

                /**
                 * Encodes the specified ListServiceResponse message. Does not implicitly {@link grpc.reflection.v1.ListServiceResponse.verify|verify} messages.
                 * @param message ListServiceResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.reflection.v1.ListServiceResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ListServiceResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.reflection.v1.ListServiceResponse & grpc.reflection.v1.ListServiceResponse.$Shape} ListServiceResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1.ListServiceResponse & grpc.reflection.v1.ListServiceResponse.$Shape;

                /**
                 * Creates a ListServiceResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ListServiceResponse
                 */
                static fromObject(object: { [k: string]: any }): grpc.reflection.v1.ListServiceResponse;

                /**
                 * Creates a plain object from a ListServiceResponse message. Also converts values to other types if specified.
                 * @param message ListServiceResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.reflection.v1.ListServiceResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ListServiceResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace ListServiceResponse {

                /** Properties of a ListServiceResponse. */
                interface $Properties {

                    /** ListServiceResponse service */
                    service?: (grpc.reflection.v1.ServiceResponse.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ListServiceResponse. */
                type $Shape = grpc.reflection.v1.ListServiceResponse.$Properties;
            }

            /**
             * Properties of a ServiceResponse.
             * @deprecated Use grpc.reflection.v1.ServiceResponse.$Properties instead.
             */
            interface IServiceResponse extends grpc.reflection.v1.ServiceResponse.$Properties {
            }

            /** Represents a ServiceResponse. */
            class ServiceResponse {

                /**
                 * Constructs a new ServiceResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.reflection.v1.ServiceResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ServiceResponse name. */
                name: string;

                /**
                 * Creates a new ServiceResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ServiceResponse instance
                 */
                static create(properties: grpc.reflection.v1.ServiceResponse.$Shape): grpc.reflection.v1.ServiceResponse & grpc.reflection.v1.ServiceResponse.$Shape;
                static create(properties?: grpc.reflection.v1.ServiceResponse.$Properties): grpc.reflection.v1.ServiceResponse;

                /**
                 * Encodes the specified ServiceResponse message. Does not implicitly {@link grpc.reflection.v1.ServiceResponse.verify|verify} messages.
                 * @param message ServiceResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.reflection.v1.ServiceResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ServiceResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.reflection.v1.ServiceResponse & grpc.reflection.v1.ServiceResponse.$Shape} ServiceResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1.ServiceResponse & grpc.reflection.v1.ServiceResponse.$Shape;

                /**
                 * Creates a ServiceResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ServiceResponse
                 */
                static fromObject(object: { [k: string]: any }): grpc.reflection.v1.ServiceResponse;

                /**
                 * Creates a plain object from a ServiceResponse message. Also converts values to other types if specified.
                 * @param message ServiceResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.reflection.v1.ServiceResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ServiceResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace ServiceResponse {

                /** Properties of a ServiceResponse. */
                interface $Properties {

                    /** ServiceResponse name */
                    name?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ServiceResponse. */
                type $Shape = grpc.reflection.v1.ServiceResponse.$Properties;
            }

            /**
             * Properties of an ErrorResponse.
             * @deprecated Use grpc.reflection.v1.ErrorResponse.$Properties instead.
             */
            interface IErrorResponse extends grpc.reflection.v1.ErrorResponse.$Properties {
            }

            /** Represents an ErrorResponse. */
            class ErrorResponse {

                /**
                 * Constructs a new ErrorResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.reflection.v1.ErrorResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ErrorResponse errorCode. */
                errorCode: number;

                /** ErrorResponse errorMessage. */
                errorMessage: string;

                /**
                 * Creates a new ErrorResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ErrorResponse instance
                 */
                static create(properties: grpc.reflection.v1.ErrorResponse.$Shape): grpc.reflection.v1.ErrorResponse & grpc.reflection.v1.ErrorResponse.$Shape;
                static create(properties?: grpc.reflection.v1.ErrorResponse.$Properties): grpc.reflection.v1.ErrorResponse;

                /**
                 * Encodes the specified ErrorResponse message. Does not implicitly {@link grpc.reflection.v1.ErrorResponse.verify|verify} messages.
                 * @param message ErrorResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.reflection.v1.ErrorResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ErrorResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.reflection.v1.ErrorResponse & grpc.reflection.v1.ErrorResponse.$Shape} ErrorResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1.ErrorResponse & grpc.reflection.v1.ErrorResponse.$Shape;

                /**
                 * Creates an ErrorResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ErrorResponse
                 */
                static fromObject(object: { [k: string]: any }): grpc.reflection.v1.ErrorResponse;

                /**
                 * Creates a plain object from an ErrorResponse message. Also converts values to other types if specified.
                 * @param message ErrorResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.reflection.v1.ErrorResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ErrorResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace ErrorResponse {

                /** Properties of an ErrorResponse. */
                interface $Properties {

                    /** ErrorResponse errorCode */
                    errorCode?: (number|null);

                    /** ErrorResponse errorMessage */
                    errorMessage?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ErrorResponse. */
                type $Shape = grpc.reflection.v1.ErrorResponse.$Properties;
            }
        }

        /** Namespace v1alpha. */
        namespace v1alpha {

            /**
             * Properties of a ServerReflectionRequest.
             * @deprecated Use grpc.reflection.v1alpha.ServerReflectionRequest.$Properties instead.
             */
            interface IServerReflectionRequest extends grpc.reflection.v1alpha.ServerReflectionRequest.$Properties {
            }

            /** Represents a ServerReflectionRequest. */
            class ServerReflectionRequest {

                /**
                 * Constructs a new ServerReflectionRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.reflection.v1alpha.ServerReflectionRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ServerReflectionRequest host. */
                host: string;

                /** ServerReflectionRequest fileByFilename. */
                fileByFilename?: (string|null);

                /** ServerReflectionRequest fileContainingSymbol. */
                fileContainingSymbol?: (string|null);

                /** ServerReflectionRequest fileContainingExtension. */
                fileContainingExtension?: (grpc.reflection.v1alpha.ExtensionRequest.$Properties|null);

                /** ServerReflectionRequest allExtensionNumbersOfType. */
                allExtensionNumbersOfType?: (string|null);

                /** ServerReflectionRequest listServices. */
                listServices?: (string|null);

                /** ServerReflectionRequest messageRequest. */
                messageRequest?: ("fileByFilename"|"fileContainingSymbol"|"fileContainingExtension"|"allExtensionNumbersOfType"|"listServices");

                /**
                 * Creates a new ServerReflectionRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ServerReflectionRequest instance
                 */
                static create(properties: grpc.reflection.v1alpha.ServerReflectionRequest.$Shape): grpc.reflection.v1alpha.ServerReflectionRequest & grpc.reflection.v1alpha.ServerReflectionRequest.$Shape;
                static create(properties?: grpc.reflection.v1alpha.ServerReflectionRequest.$Properties): grpc.reflection.v1alpha.ServerReflectionRequest;

                /**
                 * Encodes the specified ServerReflectionRequest message. Does not implicitly {@link grpc.reflection.v1alpha.ServerReflectionRequest.verify|verify} messages.
                 * @param message ServerReflectionRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.reflection.v1alpha.ServerReflectionRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ServerReflectionRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.reflection.v1alpha.ServerReflectionRequest & grpc.reflection.v1alpha.ServerReflectionRequest.$Shape} ServerReflectionRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1alpha.ServerReflectionRequest & grpc.reflection.v1alpha.ServerReflectionRequest.$Shape;

                /**
                 * Creates a ServerReflectionRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ServerReflectionRequest
                 */
                static fromObject(object: { [k: string]: any }): grpc.reflection.v1alpha.ServerReflectionRequest;

                /**
                 * Creates a plain object from a ServerReflectionRequest message. Also converts values to other types if specified.
                 * @param message ServerReflectionRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.reflection.v1alpha.ServerReflectionRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ServerReflectionRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace ServerReflectionRequest {

                /** Properties of a ServerReflectionRequest. */
                interface $Properties {

                    /** ServerReflectionRequest host */
                    host?: (string|null);

                    /** ServerReflectionRequest fileByFilename */
                    fileByFilename?: (string|null);

                    /** ServerReflectionRequest fileContainingSymbol */
                    fileContainingSymbol?: (string|null);

                    /** ServerReflectionRequest fileContainingExtension */
                    fileContainingExtension?: (grpc.reflection.v1alpha.ExtensionRequest.$Properties|null);

                    /** ServerReflectionRequest allExtensionNumbersOfType */
                    allExtensionNumbersOfType?: (string|null);

                    /** ServerReflectionRequest listServices */
                    listServices?: (string|null);

                    /** ServerReflectionRequest messageRequest */
                    messageRequest?: ("fileByFilename"|"fileContainingSymbol"|"fileContainingExtension"|"allExtensionNumbersOfType"|"listServices");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a ServerReflectionRequest. */
                type $Shape = {
                  host?: string|null;
                  fileByFilename?: string|null;
                  fileContainingSymbol?: string|null;
                  fileContainingExtension?: grpc.reflection.v1alpha.ExtensionRequest.$Shape|null;
                  allExtensionNumbersOfType?: string|null;
                  listServices?: string|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ messageRequest?: undefined; fileByFilename?: null; fileContainingSymbol?: null; fileContainingExtension?: null; allExtensionNumbersOfType?: null; listServices?: null }|{ messageRequest?: "fileByFilename"; fileByFilename: string; fileContainingSymbol?: null; fileContainingExtension?: null; allExtensionNumbersOfType?: null; listServices?: null }|{ messageRequest?: "fileContainingSymbol"; fileByFilename?: null; fileContainingSymbol: string; fileContainingExtension?: null; allExtensionNumbersOfType?: null; listServices?: null }|{ messageRequest?: "fileContainingExtension"; fileByFilename?: null; fileContainingSymbol?: null; fileContainingExtension: grpc.reflection.v1alpha.ExtensionRequest.$Shape; allExtensionNumbersOfType?: null; listServices?: null }|{ messageRequest?: "allExtensionNumbersOfType"; fileByFilename?: null; fileContainingSymbol?: null; fileContainingExtension?: null; allExtensionNumbersOfType: string; listServices?: null }|{ messageRequest?: "listServices"; fileByFilename?: null; fileContainingSymbol?: null; fileContainingExtension?: null; allExtensionNumbersOfType?: null; listServices: string })
                );
            }

            /**
             * Properties of an ExtensionRequest.
             * @deprecated Use grpc.reflection.v1alpha.ExtensionRequest.$Properties instead.
             */
            interface IExtensionRequest extends grpc.reflection.v1alpha.ExtensionRequest.$Properties {
            }

            /** Represents an ExtensionRequest. */
            class ExtensionRequest {

                /**
                 * Constructs a new ExtensionRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.reflection.v1alpha.ExtensionRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ExtensionRequest containingType. */
                containingType: string;

                /** ExtensionRequest extensionNumber. */
                extensionNumber: number;

                /**
                 * Creates a new ExtensionRequest instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ExtensionRequest instance
                 */
                static create(properties: grpc.reflection.v1alpha.ExtensionRequest.$Shape): grpc.reflection.v1alpha.ExtensionRequest & grpc.reflection.v1alpha.ExtensionRequest.$Shape;
                static create(properties?: grpc.reflection.v1alpha.ExtensionRequest.$Properties): grpc.reflection.v1alpha.ExtensionRequest;

                /**
                 * Encodes the specified ExtensionRequest message. Does not implicitly {@link grpc.reflection.v1alpha.ExtensionRequest.verify|verify} messages.
                 * @param message ExtensionRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.reflection.v1alpha.ExtensionRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ExtensionRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.reflection.v1alpha.ExtensionRequest & grpc.reflection.v1alpha.ExtensionRequest.$Shape} ExtensionRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1alpha.ExtensionRequest & grpc.reflection.v1alpha.ExtensionRequest.$Shape;

                /**
                 * Creates an ExtensionRequest message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ExtensionRequest
                 */
                static fromObject(object: { [k: string]: any }): grpc.reflection.v1alpha.ExtensionRequest;

                /**
                 * Creates a plain object from an ExtensionRequest message. Also converts values to other types if specified.
                 * @param message ExtensionRequest
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.reflection.v1alpha.ExtensionRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ExtensionRequest to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace ExtensionRequest {

                /** Properties of an ExtensionRequest. */
                interface $Properties {

                    /** ExtensionRequest containingType */
                    containingType?: (string|null);

                    /** ExtensionRequest extensionNumber */
                    extensionNumber?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ExtensionRequest. */
                type $Shape = grpc.reflection.v1alpha.ExtensionRequest.$Properties;
            }

            /**
             * Properties of a ServerReflectionResponse.
             * @deprecated Use grpc.reflection.v1alpha.ServerReflectionResponse.$Properties instead.
             */
            interface IServerReflectionResponse extends grpc.reflection.v1alpha.ServerReflectionResponse.$Properties {
            }

            /** Represents a ServerReflectionResponse. */
            class ServerReflectionResponse {

                /**
                 * Constructs a new ServerReflectionResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.reflection.v1alpha.ServerReflectionResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ServerReflectionResponse validHost. */
                validHost: string;

                /** ServerReflectionResponse originalRequest. */
                originalRequest?: (grpc.reflection.v1alpha.ServerReflectionRequest.$Properties|null);

                /** ServerReflectionResponse fileDescriptorResponse. */
                fileDescriptorResponse?: (grpc.reflection.v1alpha.FileDescriptorResponse.$Properties|null);

                /** ServerReflectionResponse allExtensionNumbersResponse. */
                allExtensionNumbersResponse?: (grpc.reflection.v1alpha.ExtensionNumberResponse.$Properties|null);

                /** ServerReflectionResponse listServicesResponse. */
                listServicesResponse?: (grpc.reflection.v1alpha.ListServiceResponse.$Properties|null);

                /** ServerReflectionResponse errorResponse. */
                errorResponse?: (grpc.reflection.v1alpha.ErrorResponse.$Properties|null);

                /** ServerReflectionResponse messageResponse. */
                messageResponse?: ("fileDescriptorResponse"|"allExtensionNumbersResponse"|"listServicesResponse"|"errorResponse");

                /**
                 * Creates a new ServerReflectionResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ServerReflectionResponse instance
                 */
                static create(properties: grpc.reflection.v1alpha.ServerReflectionResponse.$Shape): grpc.reflection.v1alpha.ServerReflectionResponse & grpc.reflection.v1alpha.ServerReflectionResponse.$Shape;
                static create(properties?: grpc.reflection.v1alpha.ServerReflectionResponse.$Properties): grpc.reflection.v1alpha.ServerReflectionResponse;

                /**
                 * Encodes the specified ServerReflectionResponse message. Does not implicitly {@link grpc.reflection.v1alpha.ServerReflectionResponse.verify|verify} messages.
                 * @param message ServerReflectionResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.reflection.v1alpha.ServerReflectionResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ServerReflectionResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.reflection.v1alpha.ServerReflectionResponse & grpc.reflection.v1alpha.ServerReflectionResponse.$Shape} ServerReflectionResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1alpha.ServerReflectionResponse & grpc.reflection.v1alpha.ServerReflectionResponse.$Shape;

                /**
                 * Creates a ServerReflectionResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ServerReflectionResponse
                 */
                static fromObject(object: { [k: string]: any }): grpc.reflection.v1alpha.ServerReflectionResponse;

                /**
                 * Creates a plain object from a ServerReflectionResponse message. Also converts values to other types if specified.
                 * @param message ServerReflectionResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.reflection.v1alpha.ServerReflectionResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ServerReflectionResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace ServerReflectionResponse {

                /** Properties of a ServerReflectionResponse. */
                interface $Properties {

                    /** ServerReflectionResponse validHost */
                    validHost?: (string|null);

                    /** ServerReflectionResponse originalRequest */
                    originalRequest?: (grpc.reflection.v1alpha.ServerReflectionRequest.$Properties|null);

                    /** ServerReflectionResponse fileDescriptorResponse */
                    fileDescriptorResponse?: (grpc.reflection.v1alpha.FileDescriptorResponse.$Properties|null);

                    /** ServerReflectionResponse allExtensionNumbersResponse */
                    allExtensionNumbersResponse?: (grpc.reflection.v1alpha.ExtensionNumberResponse.$Properties|null);

                    /** ServerReflectionResponse listServicesResponse */
                    listServicesResponse?: (grpc.reflection.v1alpha.ListServiceResponse.$Properties|null);

                    /** ServerReflectionResponse errorResponse */
                    errorResponse?: (grpc.reflection.v1alpha.ErrorResponse.$Properties|null);

                    /** ServerReflectionResponse messageResponse */
                    messageResponse?: ("fileDescriptorResponse"|"allExtensionNumbersResponse"|"listServicesResponse"|"errorResponse");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a ServerReflectionResponse. */
                type $Shape = {
                  validHost?: string|null;
                  originalRequest?: grpc.reflection.v1alpha.ServerReflectionRequest.$Shape|null;
                  fileDescriptorResponse?: grpc.reflection.v1alpha.FileDescriptorResponse.$Shape|null;
                  allExtensionNumbersResponse?: grpc.reflection.v1alpha.ExtensionNumberResponse.$Shape|null;
                  listServicesResponse?: grpc.reflection.v1alpha.ListServiceResponse.$Shape|null;
                  errorResponse?: grpc.reflection.v1alpha.ErrorResponse.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ messageResponse?: undefined; fileDescriptorResponse?: null; allExtensionNumbersResponse?: null; listServicesResponse?: null; errorResponse?: null }|{ messageResponse?: "fileDescriptorResponse"; fileDescriptorResponse: grpc.reflection.v1alpha.FileDescriptorResponse.$Shape; allExtensionNumbersResponse?: null; listServicesResponse?: null; errorResponse?: null }|{ messageResponse?: "allExtensionNumbersResponse"; fileDescriptorResponse?: null; allExtensionNumbersResponse: grpc.reflection.v1alpha.ExtensionNumberResponse.$Shape; listServicesResponse?: null; errorResponse?: null }|{ messageResponse?: "listServicesResponse"; fileDescriptorResponse?: null; allExtensionNumbersResponse?: null; listServicesResponse: grpc.reflection.v1alpha.ListServiceResponse.$Shape; errorResponse?: null }|{ messageResponse?: "errorResponse"; fileDescriptorResponse?: null; allExtensionNumbersResponse?: null; listServicesResponse?: null; errorResponse: grpc.reflection.v1alpha.ErrorResponse.$Shape })
                );
            }

            /**
             * Properties of a FileDescriptorResponse.
             * @deprecated Use grpc.reflection.v1alpha.FileDescriptorResponse.$Properties instead.
             */
            interface IFileDescriptorResponse extends grpc.reflection.v1alpha.FileDescriptorResponse.$Properties {
            }

            /** Represents a FileDescriptorResponse. */
            class FileDescriptorResponse {

                /**
                 * Constructs a new FileDescriptorResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.reflection.v1alpha.FileDescriptorResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** FileDescriptorResponse fileDescriptorProto. */
                fileDescriptorProto: Uint8Array[];

                /**
                 * Creates a new FileDescriptorResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns FileDescriptorResponse instance
                 */
                static create(properties: grpc.reflection.v1alpha.FileDescriptorResponse.$Shape): grpc.reflection.v1alpha.FileDescriptorResponse & grpc.reflection.v1alpha.FileDescriptorResponse.$Shape;
                static create(properties?: grpc.reflection.v1alpha.FileDescriptorResponse.$Properties): grpc.reflection.v1alpha.FileDescriptorResponse;

                /**
                 * Encodes the specified FileDescriptorResponse message. Does not implicitly {@link grpc.reflection.v1alpha.FileDescriptorResponse.verify|verify} messages.
                 * @param message FileDescriptorResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.reflection.v1alpha.FileDescriptorResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a FileDescriptorResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.reflection.v1alpha.FileDescriptorResponse & grpc.reflection.v1alpha.FileDescriptorResponse.$Shape} FileDescriptorResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1alpha.FileDescriptorResponse & grpc.reflection.v1alpha.FileDescriptorResponse.$Shape;

                /**
                 * Creates a FileDescriptorResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns FileDescriptorResponse
                 */
                static fromObject(object: { [k: string]: any }): grpc.reflection.v1alpha.FileDescriptorResponse;

                /**
                 * Creates a plain object from a FileDescriptorResponse message. Also converts values to other types if specified.
                 * @param message FileDescriptorResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.reflection.v1alpha.FileDescriptorResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this FileDescriptorResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace FileDescriptorResponse {

                /** Properties of a FileDescriptorResponse. */
                interface $Properties {

                    /** FileDescriptorResponse fileDescriptorProto */
                    fileDescriptorProto?: (Uint8Array[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a FileDescriptorResponse. */
                type $Shape = grpc.reflection.v1alpha.FileDescriptorResponse.$Properties;
            }

            /**
             * Properties of an ExtensionNumberResponse.
             * @deprecated Use grpc.reflection.v1alpha.ExtensionNumberResponse.$Properties instead.
             */
            interface IExtensionNumberResponse extends grpc.reflection.v1alpha.ExtensionNumberResponse.$Properties {
            }

            /** Represents an ExtensionNumberResponse. */
            class ExtensionNumberResponse {

                /**
                 * Constructs a new ExtensionNumberResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.reflection.v1alpha.ExtensionNumberResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ExtensionNumberResponse baseTypeName. */
                baseTypeName: string;

                /** ExtensionNumberResponse extensionNumber. */
                extensionNumber: number[];

                /**
                 * Creates a new ExtensionNumberResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ExtensionNumberResponse instance
                 */
                static create(properties: grpc.reflection.v1alpha.ExtensionNumberResponse.$Shape): grpc.reflection.v1alpha.ExtensionNumberResponse & grpc.reflection.v1alpha.ExtensionNumberResponse.$Shape;
                static create(properties?: grpc.reflection.v1alpha.ExtensionNumberResponse.$Properties): grpc.reflection.v1alpha.ExtensionNumberResponse;

                /**
                 * Encodes the specified ExtensionNumberResponse message. Does not implicitly {@link grpc.reflection.v1alpha.ExtensionNumberResponse.verify|verify} messages.
                 * @param message ExtensionNumberResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.reflection.v1alpha.ExtensionNumberResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ExtensionNumberResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.reflection.v1alpha.ExtensionNumberResponse & grpc.reflection.v1alpha.ExtensionNumberResponse.$Shape} ExtensionNumberResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1alpha.ExtensionNumberResponse & grpc.reflection.v1alpha.ExtensionNumberResponse.$Shape;

                /**
                 * Creates an ExtensionNumberResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ExtensionNumberResponse
                 */
                static fromObject(object: { [k: string]: any }): grpc.reflection.v1alpha.ExtensionNumberResponse;

                /**
                 * Creates a plain object from an ExtensionNumberResponse message. Also converts values to other types if specified.
                 * @param message ExtensionNumberResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.reflection.v1alpha.ExtensionNumberResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ExtensionNumberResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace ExtensionNumberResponse {

                /** Properties of an ExtensionNumberResponse. */
                interface $Properties {

                    /** ExtensionNumberResponse baseTypeName */
                    baseTypeName?: (string|null);

                    /** ExtensionNumberResponse extensionNumber */
                    extensionNumber?: (number[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ExtensionNumberResponse. */
                type $Shape = grpc.reflection.v1alpha.ExtensionNumberResponse.$Properties;
            }

            /**
             * Properties of a ListServiceResponse.
             * @deprecated Use grpc.reflection.v1alpha.ListServiceResponse.$Properties instead.
             */
            interface IListServiceResponse extends grpc.reflection.v1alpha.ListServiceResponse.$Properties {
            }

            /** Represents a ListServiceResponse. */
            class ListServiceResponse {

                /**
                 * Constructs a new ListServiceResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.reflection.v1alpha.ListServiceResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ListServiceResponse service. */
                service: grpc.reflection.v1alpha.ServiceResponse.$Properties[];

                /**
                 * Creates a new ListServiceResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ListServiceResponse instance
                 */
                static create(properties: grpc.reflection.v1alpha.ListServiceResponse.$Shape): grpc.reflection.v1alpha.ListServiceResponse & grpc.reflection.v1alpha.ListServiceResponse.$Shape;
                static create(properties?: grpc.reflection.v1alpha.ListServiceResponse.$Properties): grpc.reflection.v1alpha.ListServiceResponse;

                /**
                 * Encodes the specified ListServiceResponse message. Does not implicitly {@link grpc.reflection.v1alpha.ListServiceResponse.verify|verify} messages.
                 * @param message ListServiceResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.reflection.v1alpha.ListServiceResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ListServiceResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.reflection.v1alpha.ListServiceResponse & grpc.reflection.v1alpha.ListServiceResponse.$Shape} ListServiceResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1alpha.ListServiceResponse & grpc.reflection.v1alpha.ListServiceResponse.$Shape;

                /**
                 * Creates a ListServiceResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ListServiceResponse
                 */
                static fromObject(object: { [k: string]: any }): grpc.reflection.v1alpha.ListServiceResponse;

                /**
                 * Creates a plain object from a ListServiceResponse message. Also converts values to other types if specified.
                 * @param message ListServiceResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.reflection.v1alpha.ListServiceResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ListServiceResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace ListServiceResponse {

                /** Properties of a ListServiceResponse. */
                interface $Properties {

                    /** ListServiceResponse service */
                    service?: (grpc.reflection.v1alpha.ServiceResponse.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ListServiceResponse. */
                type $Shape = grpc.reflection.v1alpha.ListServiceResponse.$Properties;
            }

            /**
             * Properties of a ServiceResponse.
             * @deprecated Use grpc.reflection.v1alpha.ServiceResponse.$Properties instead.
             */
            interface IServiceResponse extends grpc.reflection.v1alpha.ServiceResponse.$Properties {
            }

            /** Represents a ServiceResponse. */
            class ServiceResponse {

                /**
                 * Constructs a new ServiceResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.reflection.v1alpha.ServiceResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ServiceResponse name. */
                name: string;

                /**
                 * Creates a new ServiceResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ServiceResponse instance
                 */
                static create(properties: grpc.reflection.v1alpha.ServiceResponse.$Shape): grpc.reflection.v1alpha.ServiceResponse & grpc.reflection.v1alpha.ServiceResponse.$Shape;
                static create(properties?: grpc.reflection.v1alpha.ServiceResponse.$Properties): grpc.reflection.v1alpha.ServiceResponse;

                /**
                 * Encodes the specified ServiceResponse message. Does not implicitly {@link grpc.reflection.v1alpha.ServiceResponse.verify|verify} messages.
                 * @param message ServiceResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.reflection.v1alpha.ServiceResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ServiceResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.reflection.v1alpha.ServiceResponse & grpc.reflection.v1alpha.ServiceResponse.$Shape} ServiceResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1alpha.ServiceResponse & grpc.reflection.v1alpha.ServiceResponse.$Shape;

                /**
                 * Creates a ServiceResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ServiceResponse
                 */
                static fromObject(object: { [k: string]: any }): grpc.reflection.v1alpha.ServiceResponse;

                /**
                 * Creates a plain object from a ServiceResponse message. Also converts values to other types if specified.
                 * @param message ServiceResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.reflection.v1alpha.ServiceResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ServiceResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace ServiceResponse {

                /** Properties of a ServiceResponse. */
                interface $Properties {

                    /** ServiceResponse name */
                    name?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ServiceResponse. */
                type $Shape = grpc.reflection.v1alpha.ServiceResponse.$Properties;
            }

            /**
             * Properties of an ErrorResponse.
             * @deprecated Use grpc.reflection.v1alpha.ErrorResponse.$Properties instead.
             */
            interface IErrorResponse extends grpc.reflection.v1alpha.ErrorResponse.$Properties {
            }

            /** Represents an ErrorResponse. */
            class ErrorResponse {

                /**
                 * Constructs a new ErrorResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: grpc.reflection.v1alpha.ErrorResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ErrorResponse errorCode. */
                errorCode: number;

                /** ErrorResponse errorMessage. */
                errorMessage: string;

                /**
                 * Creates a new ErrorResponse instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns ErrorResponse instance
                 */
                static create(properties: grpc.reflection.v1alpha.ErrorResponse.$Shape): grpc.reflection.v1alpha.ErrorResponse & grpc.reflection.v1alpha.ErrorResponse.$Shape;
                static create(properties?: grpc.reflection.v1alpha.ErrorResponse.$Properties): grpc.reflection.v1alpha.ErrorResponse;

                /**
                 * Encodes the specified ErrorResponse message. Does not implicitly {@link grpc.reflection.v1alpha.ErrorResponse.verify|verify} messages.
                 * @param message ErrorResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: grpc.reflection.v1alpha.ErrorResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ErrorResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {grpc.reflection.v1alpha.ErrorResponse & grpc.reflection.v1alpha.ErrorResponse.$Shape} ErrorResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1alpha.ErrorResponse & grpc.reflection.v1alpha.ErrorResponse.$Shape;

                /**
                 * Creates an ErrorResponse message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns ErrorResponse
                 */
                static fromObject(object: { [k: string]: any }): grpc.reflection.v1alpha.ErrorResponse;

                /**
                 * Creates a plain object from an ErrorResponse message. Also converts values to other types if specified.
                 * @param message ErrorResponse
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: grpc.reflection.v1alpha.ErrorResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this ErrorResponse to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace ErrorResponse {

                /** Properties of an ErrorResponse. */
                interface $Properties {

                    /** ErrorResponse errorCode */
                    errorCode?: (number|null);

                    /** ErrorResponse errorMessage */
                    errorMessage?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ErrorResponse. */
                type $Shape = grpc.reflection.v1alpha.ErrorResponse.$Properties;
            }
        }
    }
}

/** Namespace weft. */
export namespace weft {

    /** Namespace v1. */
    namespace v1 {

        /**
         * Properties of an IpAddress.
         * @deprecated Use weft.v1.IpAddress.$Properties instead.
         */
        interface IIpAddress extends weft.v1.IpAddress.$Properties {
        }

        /** Represents an IpAddress. */
        class IpAddress {

            /**
             * Constructs a new IpAddress.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.IpAddress.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** IpAddress bytes. */
            bytes: Uint8Array;

            /**
             * Creates a new IpAddress instance using the specified properties.
             * @param [properties] Properties to set
             * @returns IpAddress instance
             */
            static create(properties: weft.v1.IpAddress.$Shape): weft.v1.IpAddress & weft.v1.IpAddress.$Shape;
            static create(properties?: weft.v1.IpAddress.$Properties): weft.v1.IpAddress;

            /**
             * Encodes the specified IpAddress message. Does not implicitly {@link weft.v1.IpAddress.verify|verify} messages.
             * @param message IpAddress message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.IpAddress.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IpAddress message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.IpAddress & weft.v1.IpAddress.$Shape} IpAddress
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.IpAddress & weft.v1.IpAddress.$Shape;

            /**
             * Creates an IpAddress message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns IpAddress
             */
            static fromObject(object: { [k: string]: any }): weft.v1.IpAddress;

            /**
             * Creates a plain object from an IpAddress message. Also converts values to other types if specified.
             * @param message IpAddress
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.IpAddress, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this IpAddress to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace IpAddress {

            /** Properties of an IpAddress. */
            interface $Properties {

                /** IpAddress bytes */
                bytes?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IpAddress. */
            type $Shape = weft.v1.IpAddress.$Properties;
        }

        /**
         * Properties of an IpPrefix.
         * @deprecated Use weft.v1.IpPrefix.$Properties instead.
         */
        interface IIpPrefix extends weft.v1.IpPrefix.$Properties {
        }

        /** Represents an IpPrefix. */
        class IpPrefix {

            /**
             * Constructs a new IpPrefix.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.IpPrefix.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** IpPrefix address. */
            address?: (weft.v1.IpAddress.$Properties|null);

            /** IpPrefix length. */
            length: number;

            /**
             * Creates a new IpPrefix instance using the specified properties.
             * @param [properties] Properties to set
             * @returns IpPrefix instance
             */
            static create(properties: weft.v1.IpPrefix.$Shape): weft.v1.IpPrefix & weft.v1.IpPrefix.$Shape;
            static create(properties?: weft.v1.IpPrefix.$Properties): weft.v1.IpPrefix;

            /**
             * Encodes the specified IpPrefix message. Does not implicitly {@link weft.v1.IpPrefix.verify|verify} messages.
             * @param message IpPrefix message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.IpPrefix.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IpPrefix message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.IpPrefix & weft.v1.IpPrefix.$Shape} IpPrefix
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.IpPrefix & weft.v1.IpPrefix.$Shape;

            /**
             * Creates an IpPrefix message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns IpPrefix
             */
            static fromObject(object: { [k: string]: any }): weft.v1.IpPrefix;

            /**
             * Creates a plain object from an IpPrefix message. Also converts values to other types if specified.
             * @param message IpPrefix
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.IpPrefix, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this IpPrefix to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace IpPrefix {

            /** Properties of an IpPrefix. */
            interface $Properties {

                /** IpPrefix address */
                address?: (weft.v1.IpAddress.$Properties|null);

                /** IpPrefix length */
                length?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IpPrefix. */
            type $Shape = weft.v1.IpPrefix.$Properties;
        }

        /**
         * Properties of an IpRange.
         * @deprecated Use weft.v1.IpRange.$Properties instead.
         */
        interface IIpRange extends weft.v1.IpRange.$Properties {
        }

        /** Represents an IpRange. */
        class IpRange {

            /**
             * Constructs a new IpRange.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.IpRange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** IpRange first. */
            first?: (weft.v1.IpAddress.$Properties|null);

            /** IpRange last. */
            last?: (weft.v1.IpAddress.$Properties|null);

            /**
             * Creates a new IpRange instance using the specified properties.
             * @param [properties] Properties to set
             * @returns IpRange instance
             */
            static create(properties: weft.v1.IpRange.$Shape): weft.v1.IpRange & weft.v1.IpRange.$Shape;
            static create(properties?: weft.v1.IpRange.$Properties): weft.v1.IpRange;

            /**
             * Encodes the specified IpRange message. Does not implicitly {@link weft.v1.IpRange.verify|verify} messages.
             * @param message IpRange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.IpRange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IpRange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.IpRange & weft.v1.IpRange.$Shape} IpRange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.IpRange & weft.v1.IpRange.$Shape;

            /**
             * Creates an IpRange message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns IpRange
             */
            static fromObject(object: { [k: string]: any }): weft.v1.IpRange;

            /**
             * Creates a plain object from an IpRange message. Also converts values to other types if specified.
             * @param message IpRange
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.IpRange, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this IpRange to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace IpRange {

            /** Properties of an IpRange. */
            interface $Properties {

                /** IpRange first */
                first?: (weft.v1.IpAddress.$Properties|null);

                /** IpRange last */
                last?: (weft.v1.IpAddress.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IpRange. */
            type $Shape = weft.v1.IpRange.$Properties;
        }

        /**
         * Properties of a GetAgentRequest.
         * @deprecated Use weft.v1.GetAgentRequest.$Properties instead.
         */
        interface IGetAgentRequest extends weft.v1.GetAgentRequest.$Properties {
        }

        /** Represents a GetAgentRequest. */
        class GetAgentRequest {

            /**
             * Constructs a new GetAgentRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.GetAgentRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new GetAgentRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GetAgentRequest instance
             */
            static create(properties: weft.v1.GetAgentRequest.$Shape): weft.v1.GetAgentRequest & weft.v1.GetAgentRequest.$Shape;
            static create(properties?: weft.v1.GetAgentRequest.$Properties): weft.v1.GetAgentRequest;

            /**
             * Encodes the specified GetAgentRequest message. Does not implicitly {@link weft.v1.GetAgentRequest.verify|verify} messages.
             * @param message GetAgentRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.GetAgentRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetAgentRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.GetAgentRequest & weft.v1.GetAgentRequest.$Shape} GetAgentRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.GetAgentRequest & weft.v1.GetAgentRequest.$Shape;

            /**
             * Creates a GetAgentRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns GetAgentRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.GetAgentRequest;

            /**
             * Creates a plain object from a GetAgentRequest message. Also converts values to other types if specified.
             * @param message GetAgentRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.GetAgentRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this GetAgentRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace GetAgentRequest {

            /** Properties of a GetAgentRequest. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetAgentRequest. */
            type $Shape = weft.v1.GetAgentRequest.$Properties;
        }

        /**
         * Properties of an Agent.
         * @deprecated Use weft.v1.Agent.$Properties instead.
         */
        interface IAgent extends weft.v1.Agent.$Properties {
        }

        /** Represents an Agent. */
        class Agent {

            /**
             * Constructs a new Agent.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Agent.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Agent nodeId. */
            nodeId: string;

            /** Agent agentInstance. */
            agentInstance: string;

            /** Agent inSync. */
            inSync: boolean;

            /** Agent clusterId. */
            clusterId: string;

            /** Agent epoch. */
            epoch: string;

            /** Agent revision. */
            revision: number;

            /** Agent maps. */
            maps: weft.v1.MapUsage.$Properties[];

            /** Agent snapshots. */
            snapshots: number;

            /** Agent deltas. */
            deltas: number;

            /** Agent pinPath. */
            pinPath: string;

            /**
             * Creates a new Agent instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Agent instance
             */
            static create(properties: weft.v1.Agent.$Shape): weft.v1.Agent & weft.v1.Agent.$Shape;
            static create(properties?: weft.v1.Agent.$Properties): weft.v1.Agent;

            /**
             * Encodes the specified Agent message. Does not implicitly {@link weft.v1.Agent.verify|verify} messages.
             * @param message Agent message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Agent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Agent message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Agent & weft.v1.Agent.$Shape} Agent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Agent & weft.v1.Agent.$Shape;

            /**
             * Creates an Agent message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Agent
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Agent;

            /**
             * Creates a plain object from an Agent message. Also converts values to other types if specified.
             * @param message Agent
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Agent, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Agent to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Agent {

            /** Properties of an Agent. */
            interface $Properties {

                /** Agent nodeId */
                nodeId?: (string|null);

                /** Agent agentInstance */
                agentInstance?: (string|null);

                /** Agent inSync */
                inSync?: (boolean|null);

                /** Agent clusterId */
                clusterId?: (string|null);

                /** Agent epoch */
                epoch?: (string|null);

                /** Agent revision */
                revision?: (number|null);

                /** Agent maps */
                maps?: (weft.v1.MapUsage.$Properties[]|null);

                /** Agent snapshots */
                snapshots?: (number|null);

                /** Agent deltas */
                deltas?: (number|null);

                /** Agent pinPath */
                pinPath?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Agent. */
            type $Shape = weft.v1.Agent.$Properties;
        }

        /**
         * Properties of a MapUsage.
         * @deprecated Use weft.v1.MapUsage.$Properties instead.
         */
        interface IMapUsage extends weft.v1.MapUsage.$Properties {
        }

        /** Represents a MapUsage. */
        class MapUsage {

            /**
             * Constructs a new MapUsage.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.MapUsage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MapUsage name. */
            name: string;

            /** MapUsage entries. */
            entries: number;

            /** MapUsage capacity. */
            capacity: number;

            /** MapUsage writes. */
            writes: number;

            /** MapUsage deletes. */
            deletes: number;

            /**
             * Creates a new MapUsage instance using the specified properties.
             * @param [properties] Properties to set
             * @returns MapUsage instance
             */
            static create(properties: weft.v1.MapUsage.$Shape): weft.v1.MapUsage & weft.v1.MapUsage.$Shape;
            static create(properties?: weft.v1.MapUsage.$Properties): weft.v1.MapUsage;

            /**
             * Encodes the specified MapUsage message. Does not implicitly {@link weft.v1.MapUsage.verify|verify} messages.
             * @param message MapUsage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.MapUsage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MapUsage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.MapUsage & weft.v1.MapUsage.$Shape} MapUsage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.MapUsage & weft.v1.MapUsage.$Shape;

            /**
             * Creates a MapUsage message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns MapUsage
             */
            static fromObject(object: { [k: string]: any }): weft.v1.MapUsage;

            /**
             * Creates a plain object from a MapUsage message. Also converts values to other types if specified.
             * @param message MapUsage
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.MapUsage, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this MapUsage to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace MapUsage {

            /** Properties of a MapUsage. */
            interface $Properties {

                /** MapUsage name */
                name?: (string|null);

                /** MapUsage entries */
                entries?: (number|null);

                /** MapUsage capacity */
                capacity?: (number|null);

                /** MapUsage writes */
                writes?: (number|null);

                /** MapUsage deletes */
                deletes?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MapUsage. */
            type $Shape = weft.v1.MapUsage.$Properties;
        }

        /**
         * Properties of a ListPortCountersRequest.
         * @deprecated Use weft.v1.ListPortCountersRequest.$Properties instead.
         */
        interface IListPortCountersRequest extends weft.v1.ListPortCountersRequest.$Properties {
        }

        /** Represents a ListPortCountersRequest. */
        class ListPortCountersRequest {

            /**
             * Constructs a new ListPortCountersRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListPortCountersRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListPortCountersRequest portId. */
            portId: string;

            /**
             * Creates a new ListPortCountersRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListPortCountersRequest instance
             */
            static create(properties: weft.v1.ListPortCountersRequest.$Shape): weft.v1.ListPortCountersRequest & weft.v1.ListPortCountersRequest.$Shape;
            static create(properties?: weft.v1.ListPortCountersRequest.$Properties): weft.v1.ListPortCountersRequest;

            /**
             * Encodes the specified ListPortCountersRequest message. Does not implicitly {@link weft.v1.ListPortCountersRequest.verify|verify} messages.
             * @param message ListPortCountersRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListPortCountersRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListPortCountersRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListPortCountersRequest & weft.v1.ListPortCountersRequest.$Shape} ListPortCountersRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListPortCountersRequest & weft.v1.ListPortCountersRequest.$Shape;

            /**
             * Creates a ListPortCountersRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListPortCountersRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListPortCountersRequest;

            /**
             * Creates a plain object from a ListPortCountersRequest message. Also converts values to other types if specified.
             * @param message ListPortCountersRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListPortCountersRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListPortCountersRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListPortCountersRequest {

            /** Properties of a ListPortCountersRequest. */
            interface $Properties {

                /** ListPortCountersRequest portId */
                portId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListPortCountersRequest. */
            type $Shape = weft.v1.ListPortCountersRequest.$Properties;
        }

        /**
         * Properties of a ListPortCountersResponse.
         * @deprecated Use weft.v1.ListPortCountersResponse.$Properties instead.
         */
        interface IListPortCountersResponse extends weft.v1.ListPortCountersResponse.$Properties {
        }

        /** Represents a ListPortCountersResponse. */
        class ListPortCountersResponse {

            /**
             * Constructs a new ListPortCountersResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListPortCountersResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListPortCountersResponse ports. */
            ports: weft.v1.PortCounters.$Properties[];

            /**
             * Creates a new ListPortCountersResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListPortCountersResponse instance
             */
            static create(properties: weft.v1.ListPortCountersResponse.$Shape): weft.v1.ListPortCountersResponse & weft.v1.ListPortCountersResponse.$Shape;
            static create(properties?: weft.v1.ListPortCountersResponse.$Properties): weft.v1.ListPortCountersResponse;

            /**
             * Encodes the specified ListPortCountersResponse message. Does not implicitly {@link weft.v1.ListPortCountersResponse.verify|verify} messages.
             * @param message ListPortCountersResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListPortCountersResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListPortCountersResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListPortCountersResponse & weft.v1.ListPortCountersResponse.$Shape} ListPortCountersResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListPortCountersResponse & weft.v1.ListPortCountersResponse.$Shape;

            /**
             * Creates a ListPortCountersResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListPortCountersResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListPortCountersResponse;

            /**
             * Creates a plain object from a ListPortCountersResponse message. Also converts values to other types if specified.
             * @param message ListPortCountersResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListPortCountersResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListPortCountersResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListPortCountersResponse {

            /** Properties of a ListPortCountersResponse. */
            interface $Properties {

                /** ListPortCountersResponse ports */
                ports?: (weft.v1.PortCounters.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListPortCountersResponse. */
            type $Shape = weft.v1.ListPortCountersResponse.$Properties;
        }

        /**
         * Properties of a PortCounters.
         * @deprecated Use weft.v1.PortCounters.$Properties instead.
         */
        interface IPortCounters extends weft.v1.PortCounters.$Properties {
        }

        /** Represents a PortCounters. */
        class PortCounters {

            /**
             * Constructs a new PortCounters.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.PortCounters.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PortCounters portId. */
            portId: string;

            /** PortCounters sentPackets. */
            sentPackets: number;

            /** PortCounters sentBytes. */
            sentBytes: number;

            /** PortCounters receivedPackets. */
            receivedPackets: number;

            /** PortCounters receivedBytes. */
            receivedBytes: number;

            /** PortCounters drops. */
            drops: weft.v1.DropCounter.$Properties[];

            /**
             * Creates a new PortCounters instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PortCounters instance
             */
            static create(properties: weft.v1.PortCounters.$Shape): weft.v1.PortCounters & weft.v1.PortCounters.$Shape;
            static create(properties?: weft.v1.PortCounters.$Properties): weft.v1.PortCounters;

            /**
             * Encodes the specified PortCounters message. Does not implicitly {@link weft.v1.PortCounters.verify|verify} messages.
             * @param message PortCounters message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.PortCounters.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PortCounters message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.PortCounters & weft.v1.PortCounters.$Shape} PortCounters
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.PortCounters & weft.v1.PortCounters.$Shape;

            /**
             * Creates a PortCounters message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns PortCounters
             */
            static fromObject(object: { [k: string]: any }): weft.v1.PortCounters;

            /**
             * Creates a plain object from a PortCounters message. Also converts values to other types if specified.
             * @param message PortCounters
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.PortCounters, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this PortCounters to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace PortCounters {

            /** Properties of a PortCounters. */
            interface $Properties {

                /** PortCounters portId */
                portId?: (string|null);

                /** PortCounters sentPackets */
                sentPackets?: (number|null);

                /** PortCounters sentBytes */
                sentBytes?: (number|null);

                /** PortCounters receivedPackets */
                receivedPackets?: (number|null);

                /** PortCounters receivedBytes */
                receivedBytes?: (number|null);

                /** PortCounters drops */
                drops?: (weft.v1.DropCounter.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PortCounters. */
            type $Shape = weft.v1.PortCounters.$Properties;
        }

        /**
         * Properties of a DropCounter.
         * @deprecated Use weft.v1.DropCounter.$Properties instead.
         */
        interface IDropCounter extends weft.v1.DropCounter.$Properties {
        }

        /** Represents a DropCounter. */
        class DropCounter {

            /**
             * Constructs a new DropCounter.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.DropCounter.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DropCounter reason. */
            reason: string;

            /** DropCounter packets. */
            packets: number;

            /**
             * Creates a new DropCounter instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DropCounter instance
             */
            static create(properties: weft.v1.DropCounter.$Shape): weft.v1.DropCounter & weft.v1.DropCounter.$Shape;
            static create(properties?: weft.v1.DropCounter.$Properties): weft.v1.DropCounter;

            /**
             * Encodes the specified DropCounter message. Does not implicitly {@link weft.v1.DropCounter.verify|verify} messages.
             * @param message DropCounter message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.DropCounter.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DropCounter message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.DropCounter & weft.v1.DropCounter.$Shape} DropCounter
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.DropCounter & weft.v1.DropCounter.$Shape;

            /**
             * Creates a DropCounter message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DropCounter
             */
            static fromObject(object: { [k: string]: any }): weft.v1.DropCounter;

            /**
             * Creates a plain object from a DropCounter message. Also converts values to other types if specified.
             * @param message DropCounter
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.DropCounter, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DropCounter to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace DropCounter {

            /** Properties of a DropCounter. */
            interface $Properties {

                /** DropCounter reason */
                reason?: (string|null);

                /** DropCounter packets */
                packets?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DropCounter. */
            type $Shape = weft.v1.DropCounter.$Properties;
        }

        /**
         * Properties of an AuditRecord.
         * @deprecated Use weft.v1.AuditRecord.$Properties instead.
         */
        interface IAuditRecord extends weft.v1.AuditRecord.$Properties {
        }

        /** Represents an AuditRecord. */
        class AuditRecord {

            /**
             * Constructs a new AuditRecord.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.AuditRecord.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AuditRecord revision. */
            revision: number;

            /** AuditRecord time. */
            time?: (google.protobuf.Timestamp.$Properties|null);

            /** AuditRecord actor. */
            actor: string;

            /** AuditRecord method. */
            method: string;

            /** AuditRecord requestId. */
            requestId: string;

            /** AuditRecord effects. */
            effects: weft.v1.AuditEffect.$Properties[];

            /** AuditRecord effectCount. */
            effectCount: number;

            /**
             * Creates a new AuditRecord instance using the specified properties.
             * @param [properties] Properties to set
             * @returns AuditRecord instance
             */
            static create(properties: weft.v1.AuditRecord.$Shape): weft.v1.AuditRecord & weft.v1.AuditRecord.$Shape;
            static create(properties?: weft.v1.AuditRecord.$Properties): weft.v1.AuditRecord;

            /**
             * Encodes the specified AuditRecord message. Does not implicitly {@link weft.v1.AuditRecord.verify|verify} messages.
             * @param message AuditRecord message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.AuditRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AuditRecord message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.AuditRecord & weft.v1.AuditRecord.$Shape} AuditRecord
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.AuditRecord & weft.v1.AuditRecord.$Shape;

            /**
             * Creates an AuditRecord message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns AuditRecord
             */
            static fromObject(object: { [k: string]: any }): weft.v1.AuditRecord;

            /**
             * Creates a plain object from an AuditRecord message. Also converts values to other types if specified.
             * @param message AuditRecord
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.AuditRecord, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this AuditRecord to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace AuditRecord {

            /** Properties of an AuditRecord. */
            interface $Properties {

                /** AuditRecord revision */
                revision?: (number|null);

                /** AuditRecord time */
                time?: (google.protobuf.Timestamp.$Properties|null);

                /** AuditRecord actor */
                actor?: (string|null);

                /** AuditRecord method */
                method?: (string|null);

                /** AuditRecord requestId */
                requestId?: (string|null);

                /** AuditRecord effects */
                effects?: (weft.v1.AuditEffect.$Properties[]|null);

                /** AuditRecord effectCount */
                effectCount?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AuditRecord. */
            type $Shape = weft.v1.AuditRecord.$Properties;
        }

        /** AuditAction enum. */
        enum AuditAction {

            /** AUDIT_ACTION_UNSPECIFIED value */
            AUDIT_ACTION_UNSPECIFIED = 0,

            /** CREATED value */
            CREATED = 1,

            /** UPDATED value */
            UPDATED = 2,

            /** REMOVED value */
            REMOVED = 3
        }

        /**
         * Properties of an AuditEffect.
         * @deprecated Use weft.v1.AuditEffect.$Properties instead.
         */
        interface IAuditEffect extends weft.v1.AuditEffect.$Properties {
        }

        /** Represents an AuditEffect. */
        class AuditEffect {

            /**
             * Constructs a new AuditEffect.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.AuditEffect.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AuditEffect kind. */
            kind: string;

            /** AuditEffect id. */
            id: string;

            /** AuditEffect tenantId. */
            tenantId: string;

            /** AuditEffect action. */
            action: weft.v1.AuditAction;

            /**
             * Creates a new AuditEffect instance using the specified properties.
             * @param [properties] Properties to set
             * @returns AuditEffect instance
             */
            static create(properties: weft.v1.AuditEffect.$Shape): weft.v1.AuditEffect & weft.v1.AuditEffect.$Shape;
            static create(properties?: weft.v1.AuditEffect.$Properties): weft.v1.AuditEffect;

            /**
             * Encodes the specified AuditEffect message. Does not implicitly {@link weft.v1.AuditEffect.verify|verify} messages.
             * @param message AuditEffect message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.AuditEffect.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AuditEffect message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.AuditEffect & weft.v1.AuditEffect.$Shape} AuditEffect
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.AuditEffect & weft.v1.AuditEffect.$Shape;

            /**
             * Creates an AuditEffect message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns AuditEffect
             */
            static fromObject(object: { [k: string]: any }): weft.v1.AuditEffect;

            /**
             * Creates a plain object from an AuditEffect message. Also converts values to other types if specified.
             * @param message AuditEffect
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.AuditEffect, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this AuditEffect to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace AuditEffect {

            /** Properties of an AuditEffect. */
            interface $Properties {

                /** AuditEffect kind */
                kind?: (string|null);

                /** AuditEffect id */
                id?: (string|null);

                /** AuditEffect tenantId */
                tenantId?: (string|null);

                /** AuditEffect action */
                action?: (weft.v1.AuditAction|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AuditEffect. */
            type $Shape = weft.v1.AuditEffect.$Properties;
        }

        /**
         * Properties of a ListAuditRequest.
         * @deprecated Use weft.v1.ListAuditRequest.$Properties instead.
         */
        interface IListAuditRequest extends weft.v1.ListAuditRequest.$Properties {
        }

        /** Represents a ListAuditRequest. */
        class ListAuditRequest {

            /**
             * Constructs a new ListAuditRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListAuditRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListAuditRequest pageSize. */
            pageSize: number;

            /** ListAuditRequest pageToken. */
            pageToken: string;

            /** ListAuditRequest tenantId. */
            tenantId: string;

            /** ListAuditRequest kind. */
            kind: string;

            /** ListAuditRequest id. */
            id: string;

            /** ListAuditRequest actor. */
            actor: string;

            /**
             * Creates a new ListAuditRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListAuditRequest instance
             */
            static create(properties: weft.v1.ListAuditRequest.$Shape): weft.v1.ListAuditRequest & weft.v1.ListAuditRequest.$Shape;
            static create(properties?: weft.v1.ListAuditRequest.$Properties): weft.v1.ListAuditRequest;

            /**
             * Encodes the specified ListAuditRequest message. Does not implicitly {@link weft.v1.ListAuditRequest.verify|verify} messages.
             * @param message ListAuditRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListAuditRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListAuditRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListAuditRequest & weft.v1.ListAuditRequest.$Shape} ListAuditRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListAuditRequest & weft.v1.ListAuditRequest.$Shape;

            /**
             * Creates a ListAuditRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListAuditRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListAuditRequest;

            /**
             * Creates a plain object from a ListAuditRequest message. Also converts values to other types if specified.
             * @param message ListAuditRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListAuditRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListAuditRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListAuditRequest {

            /** Properties of a ListAuditRequest. */
            interface $Properties {

                /** ListAuditRequest pageSize */
                pageSize?: (number|null);

                /** ListAuditRequest pageToken */
                pageToken?: (string|null);

                /** ListAuditRequest tenantId */
                tenantId?: (string|null);

                /** ListAuditRequest kind */
                kind?: (string|null);

                /** ListAuditRequest id */
                id?: (string|null);

                /** ListAuditRequest actor */
                actor?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListAuditRequest. */
            type $Shape = weft.v1.ListAuditRequest.$Properties;
        }

        /**
         * Properties of a ListAuditResponse.
         * @deprecated Use weft.v1.ListAuditResponse.$Properties instead.
         */
        interface IListAuditResponse extends weft.v1.ListAuditResponse.$Properties {
        }

        /** Represents a ListAuditResponse. */
        class ListAuditResponse {

            /**
             * Constructs a new ListAuditResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListAuditResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListAuditResponse records. */
            records: weft.v1.AuditRecord.$Properties[];

            /** ListAuditResponse nextPageToken. */
            nextPageToken: string;

            /**
             * Creates a new ListAuditResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListAuditResponse instance
             */
            static create(properties: weft.v1.ListAuditResponse.$Shape): weft.v1.ListAuditResponse & weft.v1.ListAuditResponse.$Shape;
            static create(properties?: weft.v1.ListAuditResponse.$Properties): weft.v1.ListAuditResponse;

            /**
             * Encodes the specified ListAuditResponse message. Does not implicitly {@link weft.v1.ListAuditResponse.verify|verify} messages.
             * @param message ListAuditResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListAuditResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListAuditResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListAuditResponse & weft.v1.ListAuditResponse.$Shape} ListAuditResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListAuditResponse & weft.v1.ListAuditResponse.$Shape;

            /**
             * Creates a ListAuditResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListAuditResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListAuditResponse;

            /**
             * Creates a plain object from a ListAuditResponse message. Also converts values to other types if specified.
             * @param message ListAuditResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListAuditResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListAuditResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListAuditResponse {

            /** Properties of a ListAuditResponse. */
            interface $Properties {

                /** ListAuditResponse records */
                records?: (weft.v1.AuditRecord.$Properties[]|null);

                /** ListAuditResponse nextPageToken */
                nextPageToken?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListAuditResponse. */
            type $Shape = weft.v1.ListAuditResponse.$Properties;
        }

        /**
         * Properties of a Cluster.
         * @deprecated Use weft.v1.Cluster.$Properties instead.
         */
        interface ICluster extends weft.v1.Cluster.$Properties {
        }

        /** Represents a Cluster. */
        class Cluster {

            /**
             * Constructs a new Cluster.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Cluster.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Cluster clusterId. */
            clusterId: string;

            /** Cluster epoch. */
            epoch: string;

            /** Cluster revision. */
            revision: number;

            /** Cluster version. */
            version: string;

            /** Cluster vxlanPort. */
            vxlanPort: number;

            /** Cluster underlayMtu. */
            underlayMtu: number;

            /** Cluster tenants. */
            tenants: number;

            /** Cluster networks. */
            networks: number;

            /** Cluster subnets. */
            subnets: number;

            /** Cluster ports. */
            ports: number;

            /** Cluster nodes. */
            nodes: number;

            /** Cluster nodesReady. */
            nodesReady: number;

            /** Cluster routers. */
            routers: number;

            /**
             * Creates a new Cluster instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Cluster instance
             */
            static create(properties: weft.v1.Cluster.$Shape): weft.v1.Cluster & weft.v1.Cluster.$Shape;
            static create(properties?: weft.v1.Cluster.$Properties): weft.v1.Cluster;

            /**
             * Encodes the specified Cluster message. Does not implicitly {@link weft.v1.Cluster.verify|verify} messages.
             * @param message Cluster message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Cluster.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Cluster message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Cluster & weft.v1.Cluster.$Shape} Cluster
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Cluster & weft.v1.Cluster.$Shape;

            /**
             * Creates a Cluster message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Cluster
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Cluster;

            /**
             * Creates a plain object from a Cluster message. Also converts values to other types if specified.
             * @param message Cluster
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Cluster, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Cluster to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Cluster {

            /** Properties of a Cluster. */
            interface $Properties {

                /** Cluster clusterId */
                clusterId?: (string|null);

                /** Cluster epoch */
                epoch?: (string|null);

                /** Cluster revision */
                revision?: (number|null);

                /** Cluster version */
                version?: (string|null);

                /** Cluster vxlanPort */
                vxlanPort?: (number|null);

                /** Cluster underlayMtu */
                underlayMtu?: (number|null);

                /** Cluster tenants */
                tenants?: (number|null);

                /** Cluster networks */
                networks?: (number|null);

                /** Cluster subnets */
                subnets?: (number|null);

                /** Cluster ports */
                ports?: (number|null);

                /** Cluster nodes */
                nodes?: (number|null);

                /** Cluster nodesReady */
                nodesReady?: (number|null);

                /** Cluster routers */
                routers?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Cluster. */
            type $Shape = weft.v1.Cluster.$Properties;
        }

        /**
         * Properties of a BackupRequest.
         * @deprecated Use weft.v1.BackupRequest.$Properties instead.
         */
        interface IBackupRequest extends weft.v1.BackupRequest.$Properties {
        }

        /** Represents a BackupRequest. */
        class BackupRequest {

            /**
             * Constructs a new BackupRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.BackupRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new BackupRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns BackupRequest instance
             */
            static create(properties: weft.v1.BackupRequest.$Shape): weft.v1.BackupRequest & weft.v1.BackupRequest.$Shape;
            static create(properties?: weft.v1.BackupRequest.$Properties): weft.v1.BackupRequest;

            /**
             * Encodes the specified BackupRequest message. Does not implicitly {@link weft.v1.BackupRequest.verify|verify} messages.
             * @param message BackupRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.BackupRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BackupRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.BackupRequest & weft.v1.BackupRequest.$Shape} BackupRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.BackupRequest & weft.v1.BackupRequest.$Shape;

            /**
             * Creates a BackupRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns BackupRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.BackupRequest;

            /**
             * Creates a plain object from a BackupRequest message. Also converts values to other types if specified.
             * @param message BackupRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.BackupRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this BackupRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace BackupRequest {

            /** Properties of a BackupRequest. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BackupRequest. */
            type $Shape = weft.v1.BackupRequest.$Properties;
        }

        /**
         * Properties of a BackupChunk.
         * @deprecated Use weft.v1.BackupChunk.$Properties instead.
         */
        interface IBackupChunk extends weft.v1.BackupChunk.$Properties {
        }

        /** Represents a BackupChunk. */
        class BackupChunk {

            /**
             * Constructs a new BackupChunk.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.BackupChunk.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BackupChunk data. */
            data: Uint8Array;

            /** BackupChunk revision. */
            revision: number;

            /**
             * Creates a new BackupChunk instance using the specified properties.
             * @param [properties] Properties to set
             * @returns BackupChunk instance
             */
            static create(properties: weft.v1.BackupChunk.$Shape): weft.v1.BackupChunk & weft.v1.BackupChunk.$Shape;
            static create(properties?: weft.v1.BackupChunk.$Properties): weft.v1.BackupChunk;

            /**
             * Encodes the specified BackupChunk message. Does not implicitly {@link weft.v1.BackupChunk.verify|verify} messages.
             * @param message BackupChunk message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.BackupChunk.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BackupChunk message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.BackupChunk & weft.v1.BackupChunk.$Shape} BackupChunk
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.BackupChunk & weft.v1.BackupChunk.$Shape;

            /**
             * Creates a BackupChunk message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns BackupChunk
             */
            static fromObject(object: { [k: string]: any }): weft.v1.BackupChunk;

            /**
             * Creates a plain object from a BackupChunk message. Also converts values to other types if specified.
             * @param message BackupChunk
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.BackupChunk, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this BackupChunk to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace BackupChunk {

            /** Properties of a BackupChunk. */
            interface $Properties {

                /** BackupChunk data */
                data?: (Uint8Array|null);

                /** BackupChunk revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BackupChunk. */
            type $Shape = weft.v1.BackupChunk.$Properties;
        }

        /**
         * Properties of a GetClusterRequest.
         * @deprecated Use weft.v1.GetClusterRequest.$Properties instead.
         */
        interface IGetClusterRequest extends weft.v1.GetClusterRequest.$Properties {
        }

        /** Represents a GetClusterRequest. */
        class GetClusterRequest {

            /**
             * Constructs a new GetClusterRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.GetClusterRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new GetClusterRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GetClusterRequest instance
             */
            static create(properties: weft.v1.GetClusterRequest.$Shape): weft.v1.GetClusterRequest & weft.v1.GetClusterRequest.$Shape;
            static create(properties?: weft.v1.GetClusterRequest.$Properties): weft.v1.GetClusterRequest;

            /**
             * Encodes the specified GetClusterRequest message. Does not implicitly {@link weft.v1.GetClusterRequest.verify|verify} messages.
             * @param message GetClusterRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.GetClusterRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetClusterRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.GetClusterRequest & weft.v1.GetClusterRequest.$Shape} GetClusterRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.GetClusterRequest & weft.v1.GetClusterRequest.$Shape;

            /**
             * Creates a GetClusterRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns GetClusterRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.GetClusterRequest;

            /**
             * Creates a plain object from a GetClusterRequest message. Also converts values to other types if specified.
             * @param message GetClusterRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.GetClusterRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this GetClusterRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace GetClusterRequest {

            /** Properties of a GetClusterRequest. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetClusterRequest. */
            type $Shape = weft.v1.GetClusterRequest.$Properties;
        }

        /**
         * Properties of a RotateProbeKeyRequest.
         * @deprecated Use weft.v1.RotateProbeKeyRequest.$Properties instead.
         */
        interface IRotateProbeKeyRequest extends weft.v1.RotateProbeKeyRequest.$Properties {
        }

        /** Represents a RotateProbeKeyRequest. */
        class RotateProbeKeyRequest {

            /**
             * Constructs a new RotateProbeKeyRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.RotateProbeKeyRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RotateProbeKeyRequest timeoutMs. */
            timeoutMs: number;

            /** RotateProbeKeyRequest skipNotReady. */
            skipNotReady: boolean;

            /**
             * Creates a new RotateProbeKeyRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RotateProbeKeyRequest instance
             */
            static create(properties: weft.v1.RotateProbeKeyRequest.$Shape): weft.v1.RotateProbeKeyRequest & weft.v1.RotateProbeKeyRequest.$Shape;
            static create(properties?: weft.v1.RotateProbeKeyRequest.$Properties): weft.v1.RotateProbeKeyRequest;

            /**
             * Encodes the specified RotateProbeKeyRequest message. Does not implicitly {@link weft.v1.RotateProbeKeyRequest.verify|verify} messages.
             * @param message RotateProbeKeyRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.RotateProbeKeyRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RotateProbeKeyRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.RotateProbeKeyRequest & weft.v1.RotateProbeKeyRequest.$Shape} RotateProbeKeyRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.RotateProbeKeyRequest & weft.v1.RotateProbeKeyRequest.$Shape;

            /**
             * Creates a RotateProbeKeyRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RotateProbeKeyRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.RotateProbeKeyRequest;

            /**
             * Creates a plain object from a RotateProbeKeyRequest message. Also converts values to other types if specified.
             * @param message RotateProbeKeyRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.RotateProbeKeyRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RotateProbeKeyRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace RotateProbeKeyRequest {

            /** Properties of a RotateProbeKeyRequest. */
            interface $Properties {

                /** RotateProbeKeyRequest timeoutMs */
                timeoutMs?: (number|null);

                /** RotateProbeKeyRequest skipNotReady */
                skipNotReady?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RotateProbeKeyRequest. */
            type $Shape = weft.v1.RotateProbeKeyRequest.$Properties;
        }

        /**
         * Properties of a RotateProbeKeyResponse.
         * @deprecated Use weft.v1.RotateProbeKeyResponse.$Properties instead.
         */
        interface IRotateProbeKeyResponse extends weft.v1.RotateProbeKeyResponse.$Properties {
        }

        /** Represents a RotateProbeKeyResponse. */
        class RotateProbeKeyResponse {

            /**
             * Constructs a new RotateProbeKeyResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.RotateProbeKeyResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RotateProbeKeyResponse revision. */
            revision: number;

            /**
             * Creates a new RotateProbeKeyResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RotateProbeKeyResponse instance
             */
            static create(properties: weft.v1.RotateProbeKeyResponse.$Shape): weft.v1.RotateProbeKeyResponse & weft.v1.RotateProbeKeyResponse.$Shape;
            static create(properties?: weft.v1.RotateProbeKeyResponse.$Properties): weft.v1.RotateProbeKeyResponse;

            /**
             * Encodes the specified RotateProbeKeyResponse message. Does not implicitly {@link weft.v1.RotateProbeKeyResponse.verify|verify} messages.
             * @param message RotateProbeKeyResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.RotateProbeKeyResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RotateProbeKeyResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.RotateProbeKeyResponse & weft.v1.RotateProbeKeyResponse.$Shape} RotateProbeKeyResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.RotateProbeKeyResponse & weft.v1.RotateProbeKeyResponse.$Shape;

            /**
             * Creates a RotateProbeKeyResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RotateProbeKeyResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.RotateProbeKeyResponse;

            /**
             * Creates a plain object from a RotateProbeKeyResponse message. Also converts values to other types if specified.
             * @param message RotateProbeKeyResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.RotateProbeKeyResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RotateProbeKeyResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace RotateProbeKeyResponse {

            /** Properties of a RotateProbeKeyResponse. */
            interface $Properties {

                /** RotateProbeKeyResponse revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RotateProbeKeyResponse. */
            type $Shape = weft.v1.RotateProbeKeyResponse.$Properties;
        }

        /**
         * Properties of an Event.
         * @deprecated Use weft.v1.Event.$Properties instead.
         */
        interface IEvent extends weft.v1.Event.$Properties {
        }

        /** Represents an Event. */
        class Event {

            /**
             * Constructs a new Event.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Event.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Event time. */
            time?: (google.protobuf.Timestamp.$Properties|null);

            /** Event epoch. */
            epoch: string;

            /** Event revision. */
            revision: number;

            /** Event node. */
            node?: (weft.v1.NodeEvent.$Properties|null);

            /** Event port. */
            port?: (weft.v1.PortEvent.$Properties|null);

            /** Event agent. */
            agent?: (weft.v1.AgentEvent.$Properties|null);

            /** Event tunnel. */
            tunnel?: (weft.v1.TunnelIncident.$Properties|null);

            /** Event event. */
            event?: ("node"|"port"|"agent"|"tunnel");

            /**
             * Creates a new Event instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Event instance
             */
            static create(properties: weft.v1.Event.$Shape): weft.v1.Event & weft.v1.Event.$Shape;
            static create(properties?: weft.v1.Event.$Properties): weft.v1.Event;

            /**
             * Encodes the specified Event message. Does not implicitly {@link weft.v1.Event.verify|verify} messages.
             * @param message Event message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Event.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Event message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Event & weft.v1.Event.$Shape} Event
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Event & weft.v1.Event.$Shape;

            /**
             * Creates an Event message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Event
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Event;

            /**
             * Creates a plain object from an Event message. Also converts values to other types if specified.
             * @param message Event
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Event, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Event to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Event {

            /** Properties of an Event. */
            interface $Properties {

                /** Event time */
                time?: (google.protobuf.Timestamp.$Properties|null);

                /** Event epoch */
                epoch?: (string|null);

                /** Event revision */
                revision?: (number|null);

                /** Event node */
                node?: (weft.v1.NodeEvent.$Properties|null);

                /** Event port */
                port?: (weft.v1.PortEvent.$Properties|null);

                /** Event agent */
                agent?: (weft.v1.AgentEvent.$Properties|null);

                /** Event tunnel */
                tunnel?: (weft.v1.TunnelIncident.$Properties|null);

                /** Event event */
                event?: ("node"|"port"|"agent"|"tunnel");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of an Event. */
            type $Shape = {
              time?: google.protobuf.Timestamp.$Shape|null;
              epoch?: string|null;
              revision?: number|null;
              node?: weft.v1.NodeEvent.$Shape|null;
              port?: weft.v1.PortEvent.$Shape|null;
              agent?: weft.v1.AgentEvent.$Shape|null;
              tunnel?: weft.v1.TunnelIncident.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ event?: undefined; node?: null; port?: null; agent?: null; tunnel?: null }|{ event?: "node"; node: weft.v1.NodeEvent.$Shape; port?: null; agent?: null; tunnel?: null }|{ event?: "port"; node?: null; port: weft.v1.PortEvent.$Shape; agent?: null; tunnel?: null }|{ event?: "agent"; node?: null; port?: null; agent: weft.v1.AgentEvent.$Shape; tunnel?: null }|{ event?: "tunnel"; node?: null; port?: null; agent?: null; tunnel: weft.v1.TunnelIncident.$Shape })
            );
        }

        /**
         * Properties of a NodeEvent.
         * @deprecated Use weft.v1.NodeEvent.$Properties instead.
         */
        interface INodeEvent extends weft.v1.NodeEvent.$Properties {
        }

        /** Represents a NodeEvent. */
        class NodeEvent {

            /**
             * Constructs a new NodeEvent.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.NodeEvent.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NodeEvent nodeId. */
            nodeId: string;

            /** NodeEvent previousState. */
            previousState: weft.v1.NodeState;

            /** NodeEvent state. */
            state: weft.v1.NodeState;

            /** NodeEvent deleted. */
            deleted: boolean;

            /** NodeEvent message. */
            message: string;

            /**
             * Creates a new NodeEvent instance using the specified properties.
             * @param [properties] Properties to set
             * @returns NodeEvent instance
             */
            static create(properties: weft.v1.NodeEvent.$Shape): weft.v1.NodeEvent & weft.v1.NodeEvent.$Shape;
            static create(properties?: weft.v1.NodeEvent.$Properties): weft.v1.NodeEvent;

            /**
             * Encodes the specified NodeEvent message. Does not implicitly {@link weft.v1.NodeEvent.verify|verify} messages.
             * @param message NodeEvent message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.NodeEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NodeEvent message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.NodeEvent & weft.v1.NodeEvent.$Shape} NodeEvent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.NodeEvent & weft.v1.NodeEvent.$Shape;

            /**
             * Creates a NodeEvent message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns NodeEvent
             */
            static fromObject(object: { [k: string]: any }): weft.v1.NodeEvent;

            /**
             * Creates a plain object from a NodeEvent message. Also converts values to other types if specified.
             * @param message NodeEvent
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.NodeEvent, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this NodeEvent to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace NodeEvent {

            /** Properties of a NodeEvent. */
            interface $Properties {

                /** NodeEvent nodeId */
                nodeId?: (string|null);

                /** NodeEvent previousState */
                previousState?: (weft.v1.NodeState|null);

                /** NodeEvent state */
                state?: (weft.v1.NodeState|null);

                /** NodeEvent deleted */
                deleted?: (boolean|null);

                /** NodeEvent message */
                message?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NodeEvent. */
            type $Shape = weft.v1.NodeEvent.$Properties;
        }

        /**
         * Properties of a PortEvent.
         * @deprecated Use weft.v1.PortEvent.$Properties instead.
         */
        interface IPortEvent extends weft.v1.PortEvent.$Properties {
        }

        /** Represents a PortEvent. */
        class PortEvent {

            /**
             * Constructs a new PortEvent.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.PortEvent.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PortEvent portId. */
            portId: string;

            /** PortEvent tenantId. */
            tenantId: string;

            /** PortEvent networkId. */
            networkId: string;

            /** PortEvent nodeId. */
            nodeId: string;

            /** PortEvent generation. */
            generation: number;

            /** PortEvent previousState. */
            previousState: weft.v1.PortState;

            /** PortEvent state. */
            state: weft.v1.PortState;

            /** PortEvent deleted. */
            deleted: boolean;

            /**
             * Creates a new PortEvent instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PortEvent instance
             */
            static create(properties: weft.v1.PortEvent.$Shape): weft.v1.PortEvent & weft.v1.PortEvent.$Shape;
            static create(properties?: weft.v1.PortEvent.$Properties): weft.v1.PortEvent;

            /**
             * Encodes the specified PortEvent message. Does not implicitly {@link weft.v1.PortEvent.verify|verify} messages.
             * @param message PortEvent message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.PortEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PortEvent message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.PortEvent & weft.v1.PortEvent.$Shape} PortEvent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.PortEvent & weft.v1.PortEvent.$Shape;

            /**
             * Creates a PortEvent message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns PortEvent
             */
            static fromObject(object: { [k: string]: any }): weft.v1.PortEvent;

            /**
             * Creates a plain object from a PortEvent message. Also converts values to other types if specified.
             * @param message PortEvent
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.PortEvent, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this PortEvent to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace PortEvent {

            /** Properties of a PortEvent. */
            interface $Properties {

                /** PortEvent portId */
                portId?: (string|null);

                /** PortEvent tenantId */
                tenantId?: (string|null);

                /** PortEvent networkId */
                networkId?: (string|null);

                /** PortEvent nodeId */
                nodeId?: (string|null);

                /** PortEvent generation */
                generation?: (number|null);

                /** PortEvent previousState */
                previousState?: (weft.v1.PortState|null);

                /** PortEvent state */
                state?: (weft.v1.PortState|null);

                /** PortEvent deleted */
                deleted?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PortEvent. */
            type $Shape = weft.v1.PortEvent.$Properties;
        }

        /**
         * Properties of an AgentEvent.
         * @deprecated Use weft.v1.AgentEvent.$Properties instead.
         */
        interface IAgentEvent extends weft.v1.AgentEvent.$Properties {
        }

        /** Represents an AgentEvent. */
        class AgentEvent {

            /**
             * Constructs a new AgentEvent.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.AgentEvent.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AgentEvent nodeId. */
            nodeId: string;

            /** AgentEvent agentInstance. */
            agentInstance: string;

            /** AgentEvent code. */
            code: string;

            /** AgentEvent message. */
            message: string;

            /**
             * Creates a new AgentEvent instance using the specified properties.
             * @param [properties] Properties to set
             * @returns AgentEvent instance
             */
            static create(properties: weft.v1.AgentEvent.$Shape): weft.v1.AgentEvent & weft.v1.AgentEvent.$Shape;
            static create(properties?: weft.v1.AgentEvent.$Properties): weft.v1.AgentEvent;

            /**
             * Encodes the specified AgentEvent message. Does not implicitly {@link weft.v1.AgentEvent.verify|verify} messages.
             * @param message AgentEvent message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.AgentEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AgentEvent message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.AgentEvent & weft.v1.AgentEvent.$Shape} AgentEvent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.AgentEvent & weft.v1.AgentEvent.$Shape;

            /**
             * Creates an AgentEvent message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns AgentEvent
             */
            static fromObject(object: { [k: string]: any }): weft.v1.AgentEvent;

            /**
             * Creates a plain object from an AgentEvent message. Also converts values to other types if specified.
             * @param message AgentEvent
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.AgentEvent, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this AgentEvent to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace AgentEvent {

            /** Properties of an AgentEvent. */
            interface $Properties {

                /** AgentEvent nodeId */
                nodeId?: (string|null);

                /** AgentEvent agentInstance */
                agentInstance?: (string|null);

                /** AgentEvent code */
                code?: (string|null);

                /** AgentEvent message */
                message?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AgentEvent. */
            type $Shape = weft.v1.AgentEvent.$Properties;
        }

        /**
         * Properties of a Node.
         * @deprecated Use weft.v1.Node.$Properties instead.
         */
        interface INode extends weft.v1.Node.$Properties {
        }

        /** Represents a Node. */
        class Node {

            /**
             * Constructs a new Node.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Node.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Node metadata. */
            metadata?: (weft.v1.Metadata.$Properties|null);

            /** Node vteps. */
            vteps: weft.v1.IpAddress.$Properties[];

            /** Node vtepId. */
            vtepId: number;

            /** Node status. */
            status?: (weft.v1.NodeStatus.$Properties|null);

            /**
             * Creates a new Node instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Node instance
             */
            static create(properties: weft.v1.Node.$Shape): weft.v1.Node & weft.v1.Node.$Shape;
            static create(properties?: weft.v1.Node.$Properties): weft.v1.Node;

            /**
             * Encodes the specified Node message. Does not implicitly {@link weft.v1.Node.verify|verify} messages.
             * @param message Node message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Node.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Node message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Node & weft.v1.Node.$Shape} Node
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Node & weft.v1.Node.$Shape;

            /**
             * Creates a Node message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Node
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Node;

            /**
             * Creates a plain object from a Node message. Also converts values to other types if specified.
             * @param message Node
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Node, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Node to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Node {

            /** Properties of a Node. */
            interface $Properties {

                /** Node metadata */
                metadata?: (weft.v1.Metadata.$Properties|null);

                /** Node vteps */
                vteps?: (weft.v1.IpAddress.$Properties[]|null);

                /** Node vtepId */
                vtepId?: (number|null);

                /** Node status */
                status?: (weft.v1.NodeStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Node. */
            type $Shape = weft.v1.Node.$Properties;
        }

        /** NodeState enum. */
        enum NodeState {

            /** NODE_STATE_UNSPECIFIED value */
            NODE_STATE_UNSPECIFIED = 0,

            /** READY value */
            READY = 1,

            /** NOT_READY value */
            NOT_READY = 2
        }

        /**
         * Properties of a NodeStatus.
         * @deprecated Use weft.v1.NodeStatus.$Properties instead.
         */
        interface INodeStatus extends weft.v1.NodeStatus.$Properties {
        }

        /** Represents a NodeStatus. */
        class NodeStatus {

            /**
             * Constructs a new NodeStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.NodeStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NodeStatus state. */
            state: weft.v1.NodeState;

            /** NodeStatus since. */
            since?: (google.protobuf.Timestamp.$Properties|null);

            /** NodeStatus lastHeartbeat. */
            lastHeartbeat?: (google.protobuf.Timestamp.$Properties|null);

            /** NodeStatus agentInstance. */
            agentInstance: string;

            /** NodeStatus agentVersion. */
            agentVersion: string;

            /** NodeStatus kernelRelease. */
            kernelRelease: string;

            /** NodeStatus ackedRevision. */
            ackedRevision: number;

            /** NodeStatus underlayMtu. */
            underlayMtu: number;

            /** NodeStatus ports. */
            ports: number;

            /** NodeStatus nacks. */
            nacks: weft.v1.NackedEntry.$Properties[];

            /** NodeStatus nackCount. */
            nackCount: number;

            /** NodeStatus message. */
            message: string;

            /** NodeStatus conditions. */
            conditions: weft.v1.Condition.$Properties[];

            /**
             * Creates a new NodeStatus instance using the specified properties.
             * @param [properties] Properties to set
             * @returns NodeStatus instance
             */
            static create(properties: weft.v1.NodeStatus.$Shape): weft.v1.NodeStatus & weft.v1.NodeStatus.$Shape;
            static create(properties?: weft.v1.NodeStatus.$Properties): weft.v1.NodeStatus;

            /**
             * Encodes the specified NodeStatus message. Does not implicitly {@link weft.v1.NodeStatus.verify|verify} messages.
             * @param message NodeStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.NodeStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NodeStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.NodeStatus & weft.v1.NodeStatus.$Shape} NodeStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.NodeStatus & weft.v1.NodeStatus.$Shape;

            /**
             * Creates a NodeStatus message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns NodeStatus
             */
            static fromObject(object: { [k: string]: any }): weft.v1.NodeStatus;

            /**
             * Creates a plain object from a NodeStatus message. Also converts values to other types if specified.
             * @param message NodeStatus
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.NodeStatus, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this NodeStatus to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace NodeStatus {

            /** Properties of a NodeStatus. */
            interface $Properties {

                /** NodeStatus state */
                state?: (weft.v1.NodeState|null);

                /** NodeStatus since */
                since?: (google.protobuf.Timestamp.$Properties|null);

                /** NodeStatus lastHeartbeat */
                lastHeartbeat?: (google.protobuf.Timestamp.$Properties|null);

                /** NodeStatus agentInstance */
                agentInstance?: (string|null);

                /** NodeStatus agentVersion */
                agentVersion?: (string|null);

                /** NodeStatus kernelRelease */
                kernelRelease?: (string|null);

                /** NodeStatus ackedRevision */
                ackedRevision?: (number|null);

                /** NodeStatus underlayMtu */
                underlayMtu?: (number|null);

                /** NodeStatus ports */
                ports?: (number|null);

                /** NodeStatus nacks */
                nacks?: (weft.v1.NackedEntry.$Properties[]|null);

                /** NodeStatus nackCount */
                nackCount?: (number|null);

                /** NodeStatus message */
                message?: (string|null);

                /** NodeStatus conditions */
                conditions?: (weft.v1.Condition.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NodeStatus. */
            type $Shape = weft.v1.NodeStatus.$Properties;
        }

        /**
         * Properties of a Condition.
         * @deprecated Use weft.v1.Condition.$Properties instead.
         */
        interface ICondition extends weft.v1.Condition.$Properties {
        }

        /** Represents a Condition. */
        class Condition {

            /**
             * Constructs a new Condition.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Condition.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Condition code. */
            code: string;

            /** Condition since. */
            since?: (google.protobuf.Timestamp.$Properties|null);

            /** Condition message. */
            message: string;

            /**
             * Creates a new Condition instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Condition instance
             */
            static create(properties: weft.v1.Condition.$Shape): weft.v1.Condition & weft.v1.Condition.$Shape;
            static create(properties?: weft.v1.Condition.$Properties): weft.v1.Condition;

            /**
             * Encodes the specified Condition message. Does not implicitly {@link weft.v1.Condition.verify|verify} messages.
             * @param message Condition message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Condition.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Condition message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Condition & weft.v1.Condition.$Shape} Condition
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Condition & weft.v1.Condition.$Shape;

            /**
             * Creates a Condition message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Condition
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Condition;

            /**
             * Creates a plain object from a Condition message. Also converts values to other types if specified.
             * @param message Condition
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Condition, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Condition to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Condition {

            /** Properties of a Condition. */
            interface $Properties {

                /** Condition code */
                code?: (string|null);

                /** Condition since */
                since?: (google.protobuf.Timestamp.$Properties|null);

                /** Condition message */
                message?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Condition. */
            type $Shape = weft.v1.Condition.$Properties;
        }

        /**
         * Properties of a NackedEntry.
         * @deprecated Use weft.v1.NackedEntry.$Properties instead.
         */
        interface INackedEntry extends weft.v1.NackedEntry.$Properties {
        }

        /** Represents a NackedEntry. */
        class NackedEntry {

            /**
             * Constructs a new NackedEntry.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.NackedEntry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NackedEntry revision. */
            revision: number;

            /** NackedEntry entry. */
            entry: string;

            /** NackedEntry reason. */
            reason: string;

            /** NackedEntry message. */
            message: string;

            /** NackedEntry nodeId. */
            nodeId: string;

            /**
             * Creates a new NackedEntry instance using the specified properties.
             * @param [properties] Properties to set
             * @returns NackedEntry instance
             */
            static create(properties: weft.v1.NackedEntry.$Shape): weft.v1.NackedEntry & weft.v1.NackedEntry.$Shape;
            static create(properties?: weft.v1.NackedEntry.$Properties): weft.v1.NackedEntry;

            /**
             * Encodes the specified NackedEntry message. Does not implicitly {@link weft.v1.NackedEntry.verify|verify} messages.
             * @param message NackedEntry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.NackedEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NackedEntry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.NackedEntry & weft.v1.NackedEntry.$Shape} NackedEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.NackedEntry & weft.v1.NackedEntry.$Shape;

            /**
             * Creates a NackedEntry message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns NackedEntry
             */
            static fromObject(object: { [k: string]: any }): weft.v1.NackedEntry;

            /**
             * Creates a plain object from a NackedEntry message. Also converts values to other types if specified.
             * @param message NackedEntry
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.NackedEntry, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this NackedEntry to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace NackedEntry {

            /** Properties of a NackedEntry. */
            interface $Properties {

                /** NackedEntry revision */
                revision?: (number|null);

                /** NackedEntry entry */
                entry?: (string|null);

                /** NackedEntry reason */
                reason?: (string|null);

                /** NackedEntry message */
                message?: (string|null);

                /** NackedEntry nodeId */
                nodeId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NackedEntry. */
            type $Shape = weft.v1.NackedEntry.$Properties;
        }

        /**
         * Properties of a CreateNodeRequest.
         * @deprecated Use weft.v1.CreateNodeRequest.$Properties instead.
         */
        interface ICreateNodeRequest extends weft.v1.CreateNodeRequest.$Properties {
        }

        /** Represents a CreateNodeRequest. */
        class CreateNodeRequest {

            /**
             * Constructs a new CreateNodeRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.CreateNodeRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CreateNodeRequest node. */
            node?: (weft.v1.Node.$Properties|null);

            /** CreateNodeRequest requestId. */
            requestId: string;

            /** CreateNodeRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new CreateNodeRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CreateNodeRequest instance
             */
            static create(properties: weft.v1.CreateNodeRequest.$Shape): weft.v1.CreateNodeRequest & weft.v1.CreateNodeRequest.$Shape;
            static create(properties?: weft.v1.CreateNodeRequest.$Properties): weft.v1.CreateNodeRequest;

            /**
             * Encodes the specified CreateNodeRequest message. Does not implicitly {@link weft.v1.CreateNodeRequest.verify|verify} messages.
             * @param message CreateNodeRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.CreateNodeRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CreateNodeRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.CreateNodeRequest & weft.v1.CreateNodeRequest.$Shape} CreateNodeRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.CreateNodeRequest & weft.v1.CreateNodeRequest.$Shape;

            /**
             * Creates a CreateNodeRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns CreateNodeRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.CreateNodeRequest;

            /**
             * Creates a plain object from a CreateNodeRequest message. Also converts values to other types if specified.
             * @param message CreateNodeRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.CreateNodeRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this CreateNodeRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace CreateNodeRequest {

            /** Properties of a CreateNodeRequest. */
            interface $Properties {

                /** CreateNodeRequest node */
                node?: (weft.v1.Node.$Properties|null);

                /** CreateNodeRequest requestId */
                requestId?: (string|null);

                /** CreateNodeRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CreateNodeRequest. */
            type $Shape = weft.v1.CreateNodeRequest.$Properties;
        }

        /**
         * Properties of a GetNodeRequest.
         * @deprecated Use weft.v1.GetNodeRequest.$Properties instead.
         */
        interface IGetNodeRequest extends weft.v1.GetNodeRequest.$Properties {
        }

        /** Represents a GetNodeRequest. */
        class GetNodeRequest {

            /**
             * Constructs a new GetNodeRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.GetNodeRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GetNodeRequest id. */
            id: string;

            /**
             * Creates a new GetNodeRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GetNodeRequest instance
             */
            static create(properties: weft.v1.GetNodeRequest.$Shape): weft.v1.GetNodeRequest & weft.v1.GetNodeRequest.$Shape;
            static create(properties?: weft.v1.GetNodeRequest.$Properties): weft.v1.GetNodeRequest;

            /**
             * Encodes the specified GetNodeRequest message. Does not implicitly {@link weft.v1.GetNodeRequest.verify|verify} messages.
             * @param message GetNodeRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.GetNodeRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetNodeRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.GetNodeRequest & weft.v1.GetNodeRequest.$Shape} GetNodeRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.GetNodeRequest & weft.v1.GetNodeRequest.$Shape;

            /**
             * Creates a GetNodeRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns GetNodeRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.GetNodeRequest;

            /**
             * Creates a plain object from a GetNodeRequest message. Also converts values to other types if specified.
             * @param message GetNodeRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.GetNodeRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this GetNodeRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace GetNodeRequest {

            /** Properties of a GetNodeRequest. */
            interface $Properties {

                /** GetNodeRequest id */
                id?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetNodeRequest. */
            type $Shape = weft.v1.GetNodeRequest.$Properties;
        }

        /**
         * Properties of a ListNodesRequest.
         * @deprecated Use weft.v1.ListNodesRequest.$Properties instead.
         */
        interface IListNodesRequest extends weft.v1.ListNodesRequest.$Properties {
        }

        /** Represents a ListNodesRequest. */
        class ListNodesRequest {

            /**
             * Constructs a new ListNodesRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListNodesRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListNodesRequest options. */
            options?: (weft.v1.ListOptions.$Properties|null);

            /**
             * Creates a new ListNodesRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListNodesRequest instance
             */
            static create(properties: weft.v1.ListNodesRequest.$Shape): weft.v1.ListNodesRequest & weft.v1.ListNodesRequest.$Shape;
            static create(properties?: weft.v1.ListNodesRequest.$Properties): weft.v1.ListNodesRequest;

            /**
             * Encodes the specified ListNodesRequest message. Does not implicitly {@link weft.v1.ListNodesRequest.verify|verify} messages.
             * @param message ListNodesRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListNodesRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListNodesRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListNodesRequest & weft.v1.ListNodesRequest.$Shape} ListNodesRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListNodesRequest & weft.v1.ListNodesRequest.$Shape;

            /**
             * Creates a ListNodesRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListNodesRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListNodesRequest;

            /**
             * Creates a plain object from a ListNodesRequest message. Also converts values to other types if specified.
             * @param message ListNodesRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListNodesRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListNodesRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListNodesRequest {

            /** Properties of a ListNodesRequest. */
            interface $Properties {

                /** ListNodesRequest options */
                options?: (weft.v1.ListOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListNodesRequest. */
            type $Shape = weft.v1.ListNodesRequest.$Properties;
        }

        /**
         * Properties of a ListNodesResponse.
         * @deprecated Use weft.v1.ListNodesResponse.$Properties instead.
         */
        interface IListNodesResponse extends weft.v1.ListNodesResponse.$Properties {
        }

        /** Represents a ListNodesResponse. */
        class ListNodesResponse {

            /**
             * Constructs a new ListNodesResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListNodesResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListNodesResponse nodes. */
            nodes: weft.v1.Node.$Properties[];

            /** ListNodesResponse nextPageToken. */
            nextPageToken: string;

            /** ListNodesResponse revision. */
            revision: number;

            /**
             * Creates a new ListNodesResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListNodesResponse instance
             */
            static create(properties: weft.v1.ListNodesResponse.$Shape): weft.v1.ListNodesResponse & weft.v1.ListNodesResponse.$Shape;
            static create(properties?: weft.v1.ListNodesResponse.$Properties): weft.v1.ListNodesResponse;

            /**
             * Encodes the specified ListNodesResponse message. Does not implicitly {@link weft.v1.ListNodesResponse.verify|verify} messages.
             * @param message ListNodesResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListNodesResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListNodesResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListNodesResponse & weft.v1.ListNodesResponse.$Shape} ListNodesResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListNodesResponse & weft.v1.ListNodesResponse.$Shape;

            /**
             * Creates a ListNodesResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListNodesResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListNodesResponse;

            /**
             * Creates a plain object from a ListNodesResponse message. Also converts values to other types if specified.
             * @param message ListNodesResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListNodesResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListNodesResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListNodesResponse {

            /** Properties of a ListNodesResponse. */
            interface $Properties {

                /** ListNodesResponse nodes */
                nodes?: (weft.v1.Node.$Properties[]|null);

                /** ListNodesResponse nextPageToken */
                nextPageToken?: (string|null);

                /** ListNodesResponse revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListNodesResponse. */
            type $Shape = weft.v1.ListNodesResponse.$Properties;
        }

        /**
         * Properties of an UpdateNodeRequest.
         * @deprecated Use weft.v1.UpdateNodeRequest.$Properties instead.
         */
        interface IUpdateNodeRequest extends weft.v1.UpdateNodeRequest.$Properties {
        }

        /** Represents an UpdateNodeRequest. */
        class UpdateNodeRequest {

            /**
             * Constructs a new UpdateNodeRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.UpdateNodeRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UpdateNodeRequest node. */
            node?: (weft.v1.Node.$Properties|null);

            /** UpdateNodeRequest updateMask. */
            updateMask?: (google.protobuf.FieldMask.$Properties|null);

            /** UpdateNodeRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new UpdateNodeRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UpdateNodeRequest instance
             */
            static create(properties: weft.v1.UpdateNodeRequest.$Shape): weft.v1.UpdateNodeRequest & weft.v1.UpdateNodeRequest.$Shape;
            static create(properties?: weft.v1.UpdateNodeRequest.$Properties): weft.v1.UpdateNodeRequest;

            /**
             * Encodes the specified UpdateNodeRequest message. Does not implicitly {@link weft.v1.UpdateNodeRequest.verify|verify} messages.
             * @param message UpdateNodeRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.UpdateNodeRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UpdateNodeRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.UpdateNodeRequest & weft.v1.UpdateNodeRequest.$Shape} UpdateNodeRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.UpdateNodeRequest & weft.v1.UpdateNodeRequest.$Shape;

            /**
             * Creates an UpdateNodeRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns UpdateNodeRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.UpdateNodeRequest;

            /**
             * Creates a plain object from an UpdateNodeRequest message. Also converts values to other types if specified.
             * @param message UpdateNodeRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.UpdateNodeRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this UpdateNodeRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace UpdateNodeRequest {

            /** Properties of an UpdateNodeRequest. */
            interface $Properties {

                /** UpdateNodeRequest node */
                node?: (weft.v1.Node.$Properties|null);

                /** UpdateNodeRequest updateMask */
                updateMask?: (google.protobuf.FieldMask.$Properties|null);

                /** UpdateNodeRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UpdateNodeRequest. */
            type $Shape = weft.v1.UpdateNodeRequest.$Properties;
        }

        /**
         * Properties of a DeleteNodeRequest.
         * @deprecated Use weft.v1.DeleteNodeRequest.$Properties instead.
         */
        interface IDeleteNodeRequest extends weft.v1.DeleteNodeRequest.$Properties {
        }

        /** Represents a DeleteNodeRequest. */
        class DeleteNodeRequest {

            /**
             * Constructs a new DeleteNodeRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.DeleteNodeRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeleteNodeRequest id. */
            id: string;

            /** DeleteNodeRequest etag. */
            etag: string;

            /** DeleteNodeRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new DeleteNodeRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeleteNodeRequest instance
             */
            static create(properties: weft.v1.DeleteNodeRequest.$Shape): weft.v1.DeleteNodeRequest & weft.v1.DeleteNodeRequest.$Shape;
            static create(properties?: weft.v1.DeleteNodeRequest.$Properties): weft.v1.DeleteNodeRequest;

            /**
             * Encodes the specified DeleteNodeRequest message. Does not implicitly {@link weft.v1.DeleteNodeRequest.verify|verify} messages.
             * @param message DeleteNodeRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.DeleteNodeRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeleteNodeRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.DeleteNodeRequest & weft.v1.DeleteNodeRequest.$Shape} DeleteNodeRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.DeleteNodeRequest & weft.v1.DeleteNodeRequest.$Shape;

            /**
             * Creates a DeleteNodeRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DeleteNodeRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.DeleteNodeRequest;

            /**
             * Creates a plain object from a DeleteNodeRequest message. Also converts values to other types if specified.
             * @param message DeleteNodeRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.DeleteNodeRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DeleteNodeRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace DeleteNodeRequest {

            /** Properties of a DeleteNodeRequest. */
            interface $Properties {

                /** DeleteNodeRequest id */
                id?: (string|null);

                /** DeleteNodeRequest etag */
                etag?: (string|null);

                /** DeleteNodeRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeleteNodeRequest. */
            type $Shape = weft.v1.DeleteNodeRequest.$Properties;
        }

        /**
         * Properties of a DeleteNodeResponse.
         * @deprecated Use weft.v1.DeleteNodeResponse.$Properties instead.
         */
        interface IDeleteNodeResponse extends weft.v1.DeleteNodeResponse.$Properties {
        }

        /** Represents a DeleteNodeResponse. */
        class DeleteNodeResponse {

            /**
             * Constructs a new DeleteNodeResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.DeleteNodeResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeleteNodeResponse revision. */
            revision: number;

            /**
             * Creates a new DeleteNodeResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeleteNodeResponse instance
             */
            static create(properties: weft.v1.DeleteNodeResponse.$Shape): weft.v1.DeleteNodeResponse & weft.v1.DeleteNodeResponse.$Shape;
            static create(properties?: weft.v1.DeleteNodeResponse.$Properties): weft.v1.DeleteNodeResponse;

            /**
             * Encodes the specified DeleteNodeResponse message. Does not implicitly {@link weft.v1.DeleteNodeResponse.verify|verify} messages.
             * @param message DeleteNodeResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.DeleteNodeResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeleteNodeResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.DeleteNodeResponse & weft.v1.DeleteNodeResponse.$Shape} DeleteNodeResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.DeleteNodeResponse & weft.v1.DeleteNodeResponse.$Shape;

            /**
             * Creates a DeleteNodeResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DeleteNodeResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.DeleteNodeResponse;

            /**
             * Creates a plain object from a DeleteNodeResponse message. Also converts values to other types if specified.
             * @param message DeleteNodeResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.DeleteNodeResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DeleteNodeResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace DeleteNodeResponse {

            /** Properties of a DeleteNodeResponse. */
            interface $Properties {

                /** DeleteNodeResponse revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeleteNodeResponse. */
            type $Shape = weft.v1.DeleteNodeResponse.$Properties;
        }

        /**
         * Properties of a WatchNodesRequest.
         * @deprecated Use weft.v1.WatchNodesRequest.$Properties instead.
         */
        interface IWatchNodesRequest extends weft.v1.WatchNodesRequest.$Properties {
        }

        /** Represents a WatchNodesRequest. */
        class WatchNodesRequest {

            /**
             * Constructs a new WatchNodesRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.WatchNodesRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WatchNodesRequest options. */
            options?: (weft.v1.WatchOptions.$Properties|null);

            /**
             * Creates a new WatchNodesRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns WatchNodesRequest instance
             */
            static create(properties: weft.v1.WatchNodesRequest.$Shape): weft.v1.WatchNodesRequest & weft.v1.WatchNodesRequest.$Shape;
            static create(properties?: weft.v1.WatchNodesRequest.$Properties): weft.v1.WatchNodesRequest;

            /**
             * Encodes the specified WatchNodesRequest message. Does not implicitly {@link weft.v1.WatchNodesRequest.verify|verify} messages.
             * @param message WatchNodesRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.WatchNodesRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WatchNodesRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.WatchNodesRequest & weft.v1.WatchNodesRequest.$Shape} WatchNodesRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.WatchNodesRequest & weft.v1.WatchNodesRequest.$Shape;

            /**
             * Creates a WatchNodesRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns WatchNodesRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.WatchNodesRequest;

            /**
             * Creates a plain object from a WatchNodesRequest message. Also converts values to other types if specified.
             * @param message WatchNodesRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.WatchNodesRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this WatchNodesRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace WatchNodesRequest {

            /** Properties of a WatchNodesRequest. */
            interface $Properties {

                /** WatchNodesRequest options */
                options?: (weft.v1.WatchOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WatchNodesRequest. */
            type $Shape = weft.v1.WatchNodesRequest.$Properties;
        }

        /**
         * Properties of a NodeChange.
         * @deprecated Use weft.v1.NodeChange.$Properties instead.
         */
        interface INodeChange extends weft.v1.NodeChange.$Properties {
        }

        /** Represents a NodeChange. */
        class NodeChange {

            /**
             * Constructs a new NodeChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.NodeChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NodeChange kind. */
            kind: weft.v1.ChangeKind;

            /** NodeChange revision. */
            revision: number;

            /** NodeChange node. */
            node?: (weft.v1.Node.$Properties|null);

            /** NodeChange resumeToken. */
            resumeToken: string;

            /**
             * Creates a new NodeChange instance using the specified properties.
             * @param [properties] Properties to set
             * @returns NodeChange instance
             */
            static create(properties: weft.v1.NodeChange.$Shape): weft.v1.NodeChange & weft.v1.NodeChange.$Shape;
            static create(properties?: weft.v1.NodeChange.$Properties): weft.v1.NodeChange;

            /**
             * Encodes the specified NodeChange message. Does not implicitly {@link weft.v1.NodeChange.verify|verify} messages.
             * @param message NodeChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.NodeChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NodeChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.NodeChange & weft.v1.NodeChange.$Shape} NodeChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.NodeChange & weft.v1.NodeChange.$Shape;

            /**
             * Creates a NodeChange message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns NodeChange
             */
            static fromObject(object: { [k: string]: any }): weft.v1.NodeChange;

            /**
             * Creates a plain object from a NodeChange message. Also converts values to other types if specified.
             * @param message NodeChange
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.NodeChange, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this NodeChange to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace NodeChange {

            /** Properties of a NodeChange. */
            interface $Properties {

                /** NodeChange kind */
                kind?: (weft.v1.ChangeKind|null);

                /** NodeChange revision */
                revision?: (number|null);

                /** NodeChange node */
                node?: (weft.v1.Node.$Properties|null);

                /** NodeChange resumeToken */
                resumeToken?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NodeChange. */
            type $Shape = weft.v1.NodeChange.$Properties;
        }

        /**
         * Properties of a Metadata.
         * @deprecated Use weft.v1.Metadata.$Properties instead.
         */
        interface IMetadata extends weft.v1.Metadata.$Properties {
        }

        /** Represents a Metadata. */
        class Metadata {

            /**
             * Constructs a new Metadata.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Metadata.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Metadata id. */
            id: string;

            /** Metadata name. */
            name: string;

            /** Metadata labels. */
            labels: { [k: string]: string };

            /** Metadata createTime. */
            createTime?: (google.protobuf.Timestamp.$Properties|null);

            /** Metadata updateTime. */
            updateTime?: (google.protobuf.Timestamp.$Properties|null);

            /** Metadata revision. */
            revision: number;

            /** Metadata etag. */
            etag: string;

            /**
             * Creates a new Metadata instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Metadata instance
             */
            static create(properties: weft.v1.Metadata.$Shape): weft.v1.Metadata & weft.v1.Metadata.$Shape;
            static create(properties?: weft.v1.Metadata.$Properties): weft.v1.Metadata;

            /**
             * Encodes the specified Metadata message. Does not implicitly {@link weft.v1.Metadata.verify|verify} messages.
             * @param message Metadata message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Metadata.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Metadata message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Metadata & weft.v1.Metadata.$Shape} Metadata
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Metadata & weft.v1.Metadata.$Shape;

            /**
             * Creates a Metadata message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Metadata
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Metadata;

            /**
             * Creates a plain object from a Metadata message. Also converts values to other types if specified.
             * @param message Metadata
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Metadata, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Metadata to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Metadata {

            /** Properties of a Metadata. */
            interface $Properties {

                /** Metadata id */
                id?: (string|null);

                /** Metadata name */
                name?: (string|null);

                /** Metadata labels */
                labels?: ({ [k: string]: string }|null);

                /** Metadata createTime */
                createTime?: (google.protobuf.Timestamp.$Properties|null);

                /** Metadata updateTime */
                updateTime?: (google.protobuf.Timestamp.$Properties|null);

                /** Metadata revision */
                revision?: (number|null);

                /** Metadata etag */
                etag?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Metadata. */
            type $Shape = weft.v1.Metadata.$Properties;
        }

        /**
         * Properties of a ListOptions.
         * @deprecated Use weft.v1.ListOptions.$Properties instead.
         */
        interface IListOptions extends weft.v1.ListOptions.$Properties {
        }

        /** Represents a ListOptions. */
        class ListOptions {

            /**
             * Constructs a new ListOptions.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListOptions.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListOptions pageSize. */
            pageSize: number;

            /** ListOptions pageToken. */
            pageToken: string;

            /** ListOptions labels. */
            labels: { [k: string]: string };

            /**
             * Creates a new ListOptions instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListOptions instance
             */
            static create(properties: weft.v1.ListOptions.$Shape): weft.v1.ListOptions & weft.v1.ListOptions.$Shape;
            static create(properties?: weft.v1.ListOptions.$Properties): weft.v1.ListOptions;

            /**
             * Encodes the specified ListOptions message. Does not implicitly {@link weft.v1.ListOptions.verify|verify} messages.
             * @param message ListOptions message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListOptions.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListOptions message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListOptions & weft.v1.ListOptions.$Shape} ListOptions
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListOptions & weft.v1.ListOptions.$Shape;

            /**
             * Creates a ListOptions message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListOptions
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListOptions;

            /**
             * Creates a plain object from a ListOptions message. Also converts values to other types if specified.
             * @param message ListOptions
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListOptions, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListOptions to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListOptions {

            /** Properties of a ListOptions. */
            interface $Properties {

                /** ListOptions pageSize */
                pageSize?: (number|null);

                /** ListOptions pageToken */
                pageToken?: (string|null);

                /** ListOptions labels */
                labels?: ({ [k: string]: string }|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListOptions. */
            type $Shape = weft.v1.ListOptions.$Properties;
        }

        /** ChangeKind enum. */
        enum ChangeKind {

            /** CHANGE_KIND_UNSPECIFIED value */
            CHANGE_KIND_UNSPECIFIED = 0,

            /** PUT value */
            PUT = 1,

            /** DELETED value */
            DELETED = 2,

            /** STATUS value */
            STATUS = 3,

            /** SYNCED value */
            SYNCED = 4
        }

        /**
         * Properties of a WatchOptions.
         * @deprecated Use weft.v1.WatchOptions.$Properties instead.
         */
        interface IWatchOptions extends weft.v1.WatchOptions.$Properties {
        }

        /** Represents a WatchOptions. */
        class WatchOptions {

            /**
             * Constructs a new WatchOptions.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.WatchOptions.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WatchOptions resumeToken. */
            resumeToken: string;

            /** WatchOptions labels. */
            labels: { [k: string]: string };

            /**
             * Creates a new WatchOptions instance using the specified properties.
             * @param [properties] Properties to set
             * @returns WatchOptions instance
             */
            static create(properties: weft.v1.WatchOptions.$Shape): weft.v1.WatchOptions & weft.v1.WatchOptions.$Shape;
            static create(properties?: weft.v1.WatchOptions.$Properties): weft.v1.WatchOptions;

            /**
             * Encodes the specified WatchOptions message. Does not implicitly {@link weft.v1.WatchOptions.verify|verify} messages.
             * @param message WatchOptions message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.WatchOptions.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WatchOptions message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.WatchOptions & weft.v1.WatchOptions.$Shape} WatchOptions
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.WatchOptions & weft.v1.WatchOptions.$Shape;

            /**
             * Creates a WatchOptions message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns WatchOptions
             */
            static fromObject(object: { [k: string]: any }): weft.v1.WatchOptions;

            /**
             * Creates a plain object from a WatchOptions message. Also converts values to other types if specified.
             * @param message WatchOptions
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.WatchOptions, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this WatchOptions to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace WatchOptions {

            /** Properties of a WatchOptions. */
            interface $Properties {

                /** WatchOptions resumeToken */
                resumeToken?: (string|null);

                /** WatchOptions labels */
                labels?: ({ [k: string]: string }|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WatchOptions. */
            type $Shape = weft.v1.WatchOptions.$Properties;
        }

        /** WaitFor enum. */
        enum WaitFor {

            /** WAIT_FOR_UNSPECIFIED value */
            WAIT_FOR_UNSPECIFIED = 0,

            /** UNTIL_COMMITTED value */
            UNTIL_COMMITTED = 1,

            /** UNTIL_PROGRAMMED value */
            UNTIL_PROGRAMMED = 2
        }

        /**
         * Properties of a WaitOptions.
         * @deprecated Use weft.v1.WaitOptions.$Properties instead.
         */
        interface IWaitOptions extends weft.v1.WaitOptions.$Properties {
        }

        /** Represents a WaitOptions. */
        class WaitOptions {

            /**
             * Constructs a new WaitOptions.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.WaitOptions.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WaitOptions until. */
            until: weft.v1.WaitFor;

            /** WaitOptions timeoutMs. */
            timeoutMs: number;

            /**
             * Creates a new WaitOptions instance using the specified properties.
             * @param [properties] Properties to set
             * @returns WaitOptions instance
             */
            static create(properties: weft.v1.WaitOptions.$Shape): weft.v1.WaitOptions & weft.v1.WaitOptions.$Shape;
            static create(properties?: weft.v1.WaitOptions.$Properties): weft.v1.WaitOptions;

            /**
             * Encodes the specified WaitOptions message. Does not implicitly {@link weft.v1.WaitOptions.verify|verify} messages.
             * @param message WaitOptions message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.WaitOptions.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WaitOptions message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.WaitOptions & weft.v1.WaitOptions.$Shape} WaitOptions
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.WaitOptions & weft.v1.WaitOptions.$Shape;

            /**
             * Creates a WaitOptions message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns WaitOptions
             */
            static fromObject(object: { [k: string]: any }): weft.v1.WaitOptions;

            /**
             * Creates a plain object from a WaitOptions message. Also converts values to other types if specified.
             * @param message WaitOptions
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.WaitOptions, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this WaitOptions to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace WaitOptions {

            /** Properties of a WaitOptions. */
            interface $Properties {

                /** WaitOptions until */
                until?: (weft.v1.WaitFor|null);

                /** WaitOptions timeoutMs */
                timeoutMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WaitOptions. */
            type $Shape = weft.v1.WaitOptions.$Properties;
        }

        /**
         * Properties of a Port.
         * @deprecated Use weft.v1.Port.$Properties instead.
         */
        interface IPort extends weft.v1.Port.$Properties {
        }

        /** Represents a Port. */
        class Port {

            /**
             * Constructs a new Port.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Port.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Port metadata. */
            metadata?: (weft.v1.Metadata.$Properties|null);

            /** Port networkId. */
            networkId: string;

            /** Port tenantId. */
            tenantId: string;

            /** Port mac. */
            mac: Uint8Array;

            /** Port addresses. */
            addresses: weft.v1.PortAddress.$Properties[];

            /** Port nodeId. */
            nodeId: string;

            /** Port activeBinding. */
            activeBinding?: (weft.v1.Binding.$Properties|null);

            /** Port pendingBinding. */
            pendingBinding?: (weft.v1.Binding.$Properties|null);

            /** Port datapathId. */
            datapathId: number;

            /** Port status. */
            status?: (weft.v1.PortStatus.$Properties|null);

            /** Port allowedAddressPairs. */
            allowedAddressPairs: weft.v1.AddressPair.$Properties[];

            /** Port floodPacketsPerSecond. */
            floodPacketsPerSecond: number;

            /**
             * Creates a new Port instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Port instance
             */
            static create(properties: weft.v1.Port.$Shape): weft.v1.Port & weft.v1.Port.$Shape;
            static create(properties?: weft.v1.Port.$Properties): weft.v1.Port;

            /**
             * Encodes the specified Port message. Does not implicitly {@link weft.v1.Port.verify|verify} messages.
             * @param message Port message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Port.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Port message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Port & weft.v1.Port.$Shape} Port
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Port & weft.v1.Port.$Shape;

            /**
             * Creates a Port message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Port
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Port;

            /**
             * Creates a plain object from a Port message. Also converts values to other types if specified.
             * @param message Port
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Port, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Port to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Port {

            /** Properties of a Port. */
            interface $Properties {

                /** Port metadata */
                metadata?: (weft.v1.Metadata.$Properties|null);

                /** Port networkId */
                networkId?: (string|null);

                /** Port tenantId */
                tenantId?: (string|null);

                /** Port mac */
                mac?: (Uint8Array|null);

                /** Port addresses */
                addresses?: (weft.v1.PortAddress.$Properties[]|null);

                /** Port nodeId */
                nodeId?: (string|null);

                /** Port activeBinding */
                activeBinding?: (weft.v1.Binding.$Properties|null);

                /** Port pendingBinding */
                pendingBinding?: (weft.v1.Binding.$Properties|null);

                /** Port datapathId */
                datapathId?: (number|null);

                /** Port status */
                status?: (weft.v1.PortStatus.$Properties|null);

                /** Port allowedAddressPairs */
                allowedAddressPairs?: (weft.v1.AddressPair.$Properties[]|null);

                /** Port floodPacketsPerSecond */
                floodPacketsPerSecond?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Port. */
            type $Shape = weft.v1.Port.$Properties;
        }

        /**
         * Properties of an AddressPair.
         * @deprecated Use weft.v1.AddressPair.$Properties instead.
         */
        interface IAddressPair extends weft.v1.AddressPair.$Properties {
        }

        /** Represents an AddressPair. */
        class AddressPair {

            /**
             * Constructs a new AddressPair.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.AddressPair.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AddressPair prefix. */
            prefix?: (weft.v1.IpPrefix.$Properties|null);

            /** AddressPair mac. */
            mac: Uint8Array;

            /**
             * Creates a new AddressPair instance using the specified properties.
             * @param [properties] Properties to set
             * @returns AddressPair instance
             */
            static create(properties: weft.v1.AddressPair.$Shape): weft.v1.AddressPair & weft.v1.AddressPair.$Shape;
            static create(properties?: weft.v1.AddressPair.$Properties): weft.v1.AddressPair;

            /**
             * Encodes the specified AddressPair message. Does not implicitly {@link weft.v1.AddressPair.verify|verify} messages.
             * @param message AddressPair message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.AddressPair.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AddressPair message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.AddressPair & weft.v1.AddressPair.$Shape} AddressPair
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.AddressPair & weft.v1.AddressPair.$Shape;

            /**
             * Creates an AddressPair message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns AddressPair
             */
            static fromObject(object: { [k: string]: any }): weft.v1.AddressPair;

            /**
             * Creates a plain object from an AddressPair message. Also converts values to other types if specified.
             * @param message AddressPair
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.AddressPair, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this AddressPair to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace AddressPair {

            /** Properties of an AddressPair. */
            interface $Properties {

                /** AddressPair prefix */
                prefix?: (weft.v1.IpPrefix.$Properties|null);

                /** AddressPair mac */
                mac?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AddressPair. */
            type $Shape = weft.v1.AddressPair.$Properties;
        }

        /**
         * Properties of a PortAddress.
         * @deprecated Use weft.v1.PortAddress.$Properties instead.
         */
        interface IPortAddress extends weft.v1.PortAddress.$Properties {
        }

        /** Represents a PortAddress. */
        class PortAddress {

            /**
             * Constructs a new PortAddress.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.PortAddress.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PortAddress address. */
            address?: (weft.v1.IpAddress.$Properties|null);

            /** PortAddress subnetId. */
            subnetId: string;

            /**
             * Creates a new PortAddress instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PortAddress instance
             */
            static create(properties: weft.v1.PortAddress.$Shape): weft.v1.PortAddress & weft.v1.PortAddress.$Shape;
            static create(properties?: weft.v1.PortAddress.$Properties): weft.v1.PortAddress;

            /**
             * Encodes the specified PortAddress message. Does not implicitly {@link weft.v1.PortAddress.verify|verify} messages.
             * @param message PortAddress message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.PortAddress.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PortAddress message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.PortAddress & weft.v1.PortAddress.$Shape} PortAddress
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.PortAddress & weft.v1.PortAddress.$Shape;

            /**
             * Creates a PortAddress message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns PortAddress
             */
            static fromObject(object: { [k: string]: any }): weft.v1.PortAddress;

            /**
             * Creates a plain object from a PortAddress message. Also converts values to other types if specified.
             * @param message PortAddress
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.PortAddress, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this PortAddress to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace PortAddress {

            /** Properties of a PortAddress. */
            interface $Properties {

                /** PortAddress address */
                address?: (weft.v1.IpAddress.$Properties|null);

                /** PortAddress subnetId */
                subnetId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PortAddress. */
            type $Shape = weft.v1.PortAddress.$Properties;
        }

        /**
         * Properties of a Binding.
         * @deprecated Use weft.v1.Binding.$Properties instead.
         */
        interface IBinding extends weft.v1.Binding.$Properties {
        }

        /** Represents a Binding. */
        class Binding {

            /**
             * Constructs a new Binding.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Binding.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Binding nodeId. */
            nodeId: string;

            /** Binding generation. */
            generation: number;

            /**
             * Creates a new Binding instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Binding instance
             */
            static create(properties: weft.v1.Binding.$Shape): weft.v1.Binding & weft.v1.Binding.$Shape;
            static create(properties?: weft.v1.Binding.$Properties): weft.v1.Binding;

            /**
             * Encodes the specified Binding message. Does not implicitly {@link weft.v1.Binding.verify|verify} messages.
             * @param message Binding message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Binding.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Binding message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Binding & weft.v1.Binding.$Shape} Binding
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Binding & weft.v1.Binding.$Shape;

            /**
             * Creates a Binding message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Binding
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Binding;

            /**
             * Creates a plain object from a Binding message. Also converts values to other types if specified.
             * @param message Binding
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Binding, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Binding to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Binding {

            /** Properties of a Binding. */
            interface $Properties {

                /** Binding nodeId */
                nodeId?: (string|null);

                /** Binding generation */
                generation?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Binding. */
            type $Shape = weft.v1.Binding.$Properties;
        }

        /** PortState enum. */
        enum PortState {

            /** PORT_STATE_UNSPECIFIED value */
            PORT_STATE_UNSPECIFIED = 0,

            /** UNBOUND value */
            UNBOUND = 1,

            /** BINDING value */
            BINDING = 2,

            /** ACTIVE value */
            ACTIVE = 3
        }

        /**
         * Properties of a PortStatus.
         * @deprecated Use weft.v1.PortStatus.$Properties instead.
         */
        interface IPortStatus extends weft.v1.PortStatus.$Properties {
        }

        /** Represents a PortStatus. */
        class PortStatus {

            /**
             * Constructs a new PortStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.PortStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PortStatus state. */
            state: weft.v1.PortState;

            /** PortStatus plugged. */
            plugged: boolean;

            /** PortStatus linkUp. */
            linkUp: boolean;

            /** PortStatus programmed. */
            programmed: boolean;

            /** PortStatus nodeReady. */
            nodeReady: boolean;

            /** PortStatus interface. */
            interface: string;

            /** PortStatus message. */
            message: string;

            /** PortStatus since. */
            since?: (google.protobuf.Timestamp.$Properties|null);

            /**
             * Creates a new PortStatus instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PortStatus instance
             */
            static create(properties: weft.v1.PortStatus.$Shape): weft.v1.PortStatus & weft.v1.PortStatus.$Shape;
            static create(properties?: weft.v1.PortStatus.$Properties): weft.v1.PortStatus;

            /**
             * Encodes the specified PortStatus message. Does not implicitly {@link weft.v1.PortStatus.verify|verify} messages.
             * @param message PortStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.PortStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PortStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.PortStatus & weft.v1.PortStatus.$Shape} PortStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.PortStatus & weft.v1.PortStatus.$Shape;

            /**
             * Creates a PortStatus message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns PortStatus
             */
            static fromObject(object: { [k: string]: any }): weft.v1.PortStatus;

            /**
             * Creates a plain object from a PortStatus message. Also converts values to other types if specified.
             * @param message PortStatus
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.PortStatus, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this PortStatus to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace PortStatus {

            /** Properties of a PortStatus. */
            interface $Properties {

                /** PortStatus state */
                state?: (weft.v1.PortState|null);

                /** PortStatus plugged */
                plugged?: (boolean|null);

                /** PortStatus linkUp */
                linkUp?: (boolean|null);

                /** PortStatus programmed */
                programmed?: (boolean|null);

                /** PortStatus nodeReady */
                nodeReady?: (boolean|null);

                /** PortStatus interface */
                "interface"?: (string|null);

                /** PortStatus message */
                message?: (string|null);

                /** PortStatus since */
                since?: (google.protobuf.Timestamp.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PortStatus. */
            type $Shape = weft.v1.PortStatus.$Properties;
        }

        /**
         * Properties of a CreatePortRequest.
         * @deprecated Use weft.v1.CreatePortRequest.$Properties instead.
         */
        interface ICreatePortRequest extends weft.v1.CreatePortRequest.$Properties {
        }

        /** Represents a CreatePortRequest. */
        class CreatePortRequest {

            /**
             * Constructs a new CreatePortRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.CreatePortRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CreatePortRequest port. */
            port?: (weft.v1.Port.$Properties|null);

            /** CreatePortRequest requestId. */
            requestId: string;

            /** CreatePortRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new CreatePortRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CreatePortRequest instance
             */
            static create(properties: weft.v1.CreatePortRequest.$Shape): weft.v1.CreatePortRequest & weft.v1.CreatePortRequest.$Shape;
            static create(properties?: weft.v1.CreatePortRequest.$Properties): weft.v1.CreatePortRequest;

            /**
             * Encodes the specified CreatePortRequest message. Does not implicitly {@link weft.v1.CreatePortRequest.verify|verify} messages.
             * @param message CreatePortRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.CreatePortRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CreatePortRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.CreatePortRequest & weft.v1.CreatePortRequest.$Shape} CreatePortRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.CreatePortRequest & weft.v1.CreatePortRequest.$Shape;

            /**
             * Creates a CreatePortRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns CreatePortRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.CreatePortRequest;

            /**
             * Creates a plain object from a CreatePortRequest message. Also converts values to other types if specified.
             * @param message CreatePortRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.CreatePortRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this CreatePortRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace CreatePortRequest {

            /** Properties of a CreatePortRequest. */
            interface $Properties {

                /** CreatePortRequest port */
                port?: (weft.v1.Port.$Properties|null);

                /** CreatePortRequest requestId */
                requestId?: (string|null);

                /** CreatePortRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CreatePortRequest. */
            type $Shape = weft.v1.CreatePortRequest.$Properties;
        }

        /**
         * Properties of a BatchCreatePortsRequest.
         * @deprecated Use weft.v1.BatchCreatePortsRequest.$Properties instead.
         */
        interface IBatchCreatePortsRequest extends weft.v1.BatchCreatePortsRequest.$Properties {
        }

        /** Represents a BatchCreatePortsRequest. */
        class BatchCreatePortsRequest {

            /**
             * Constructs a new BatchCreatePortsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.BatchCreatePortsRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BatchCreatePortsRequest ports. */
            ports: weft.v1.Port.$Properties[];

            /** BatchCreatePortsRequest requestId. */
            requestId: string;

            /** BatchCreatePortsRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new BatchCreatePortsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns BatchCreatePortsRequest instance
             */
            static create(properties: weft.v1.BatchCreatePortsRequest.$Shape): weft.v1.BatchCreatePortsRequest & weft.v1.BatchCreatePortsRequest.$Shape;
            static create(properties?: weft.v1.BatchCreatePortsRequest.$Properties): weft.v1.BatchCreatePortsRequest;

            /**
             * Encodes the specified BatchCreatePortsRequest message. Does not implicitly {@link weft.v1.BatchCreatePortsRequest.verify|verify} messages.
             * @param message BatchCreatePortsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.BatchCreatePortsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BatchCreatePortsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.BatchCreatePortsRequest & weft.v1.BatchCreatePortsRequest.$Shape} BatchCreatePortsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.BatchCreatePortsRequest & weft.v1.BatchCreatePortsRequest.$Shape;

            /**
             * Creates a BatchCreatePortsRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns BatchCreatePortsRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.BatchCreatePortsRequest;

            /**
             * Creates a plain object from a BatchCreatePortsRequest message. Also converts values to other types if specified.
             * @param message BatchCreatePortsRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.BatchCreatePortsRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this BatchCreatePortsRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace BatchCreatePortsRequest {

            /** Properties of a BatchCreatePortsRequest. */
            interface $Properties {

                /** BatchCreatePortsRequest ports */
                ports?: (weft.v1.Port.$Properties[]|null);

                /** BatchCreatePortsRequest requestId */
                requestId?: (string|null);

                /** BatchCreatePortsRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BatchCreatePortsRequest. */
            type $Shape = weft.v1.BatchCreatePortsRequest.$Properties;
        }

        /**
         * Properties of a BatchCreatePortsResponse.
         * @deprecated Use weft.v1.BatchCreatePortsResponse.$Properties instead.
         */
        interface IBatchCreatePortsResponse extends weft.v1.BatchCreatePortsResponse.$Properties {
        }

        /** Represents a BatchCreatePortsResponse. */
        class BatchCreatePortsResponse {

            /**
             * Constructs a new BatchCreatePortsResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.BatchCreatePortsResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BatchCreatePortsResponse ports. */
            ports: weft.v1.Port.$Properties[];

            /** BatchCreatePortsResponse revision. */
            revision: number;

            /**
             * Creates a new BatchCreatePortsResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns BatchCreatePortsResponse instance
             */
            static create(properties: weft.v1.BatchCreatePortsResponse.$Shape): weft.v1.BatchCreatePortsResponse & weft.v1.BatchCreatePortsResponse.$Shape;
            static create(properties?: weft.v1.BatchCreatePortsResponse.$Properties): weft.v1.BatchCreatePortsResponse;

            /**
             * Encodes the specified BatchCreatePortsResponse message. Does not implicitly {@link weft.v1.BatchCreatePortsResponse.verify|verify} messages.
             * @param message BatchCreatePortsResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.BatchCreatePortsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BatchCreatePortsResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.BatchCreatePortsResponse & weft.v1.BatchCreatePortsResponse.$Shape} BatchCreatePortsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.BatchCreatePortsResponse & weft.v1.BatchCreatePortsResponse.$Shape;

            /**
             * Creates a BatchCreatePortsResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns BatchCreatePortsResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.BatchCreatePortsResponse;

            /**
             * Creates a plain object from a BatchCreatePortsResponse message. Also converts values to other types if specified.
             * @param message BatchCreatePortsResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.BatchCreatePortsResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this BatchCreatePortsResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace BatchCreatePortsResponse {

            /** Properties of a BatchCreatePortsResponse. */
            interface $Properties {

                /** BatchCreatePortsResponse ports */
                ports?: (weft.v1.Port.$Properties[]|null);

                /** BatchCreatePortsResponse revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BatchCreatePortsResponse. */
            type $Shape = weft.v1.BatchCreatePortsResponse.$Properties;
        }

        /**
         * Properties of a BatchDeletePortsRequest.
         * @deprecated Use weft.v1.BatchDeletePortsRequest.$Properties instead.
         */
        interface IBatchDeletePortsRequest extends weft.v1.BatchDeletePortsRequest.$Properties {
        }

        /** Represents a BatchDeletePortsRequest. */
        class BatchDeletePortsRequest {

            /**
             * Constructs a new BatchDeletePortsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.BatchDeletePortsRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BatchDeletePortsRequest ids. */
            ids: string[];

            /** BatchDeletePortsRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new BatchDeletePortsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns BatchDeletePortsRequest instance
             */
            static create(properties: weft.v1.BatchDeletePortsRequest.$Shape): weft.v1.BatchDeletePortsRequest & weft.v1.BatchDeletePortsRequest.$Shape;
            static create(properties?: weft.v1.BatchDeletePortsRequest.$Properties): weft.v1.BatchDeletePortsRequest;

            /**
             * Encodes the specified BatchDeletePortsRequest message. Does not implicitly {@link weft.v1.BatchDeletePortsRequest.verify|verify} messages.
             * @param message BatchDeletePortsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.BatchDeletePortsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BatchDeletePortsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.BatchDeletePortsRequest & weft.v1.BatchDeletePortsRequest.$Shape} BatchDeletePortsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.BatchDeletePortsRequest & weft.v1.BatchDeletePortsRequest.$Shape;

            /**
             * Creates a BatchDeletePortsRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns BatchDeletePortsRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.BatchDeletePortsRequest;

            /**
             * Creates a plain object from a BatchDeletePortsRequest message. Also converts values to other types if specified.
             * @param message BatchDeletePortsRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.BatchDeletePortsRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this BatchDeletePortsRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace BatchDeletePortsRequest {

            /** Properties of a BatchDeletePortsRequest. */
            interface $Properties {

                /** BatchDeletePortsRequest ids */
                ids?: (string[]|null);

                /** BatchDeletePortsRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BatchDeletePortsRequest. */
            type $Shape = weft.v1.BatchDeletePortsRequest.$Properties;
        }

        /**
         * Properties of a BatchDeletePortsResponse.
         * @deprecated Use weft.v1.BatchDeletePortsResponse.$Properties instead.
         */
        interface IBatchDeletePortsResponse extends weft.v1.BatchDeletePortsResponse.$Properties {
        }

        /** Represents a BatchDeletePortsResponse. */
        class BatchDeletePortsResponse {

            /**
             * Constructs a new BatchDeletePortsResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.BatchDeletePortsResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BatchDeletePortsResponse revision. */
            revision: number;

            /**
             * Creates a new BatchDeletePortsResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns BatchDeletePortsResponse instance
             */
            static create(properties: weft.v1.BatchDeletePortsResponse.$Shape): weft.v1.BatchDeletePortsResponse & weft.v1.BatchDeletePortsResponse.$Shape;
            static create(properties?: weft.v1.BatchDeletePortsResponse.$Properties): weft.v1.BatchDeletePortsResponse;

            /**
             * Encodes the specified BatchDeletePortsResponse message. Does not implicitly {@link weft.v1.BatchDeletePortsResponse.verify|verify} messages.
             * @param message BatchDeletePortsResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.BatchDeletePortsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BatchDeletePortsResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.BatchDeletePortsResponse & weft.v1.BatchDeletePortsResponse.$Shape} BatchDeletePortsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.BatchDeletePortsResponse & weft.v1.BatchDeletePortsResponse.$Shape;

            /**
             * Creates a BatchDeletePortsResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns BatchDeletePortsResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.BatchDeletePortsResponse;

            /**
             * Creates a plain object from a BatchDeletePortsResponse message. Also converts values to other types if specified.
             * @param message BatchDeletePortsResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.BatchDeletePortsResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this BatchDeletePortsResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace BatchDeletePortsResponse {

            /** Properties of a BatchDeletePortsResponse. */
            interface $Properties {

                /** BatchDeletePortsResponse revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BatchDeletePortsResponse. */
            type $Shape = weft.v1.BatchDeletePortsResponse.$Properties;
        }

        /**
         * Properties of a GetPortRequest.
         * @deprecated Use weft.v1.GetPortRequest.$Properties instead.
         */
        interface IGetPortRequest extends weft.v1.GetPortRequest.$Properties {
        }

        /** Represents a GetPortRequest. */
        class GetPortRequest {

            /**
             * Constructs a new GetPortRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.GetPortRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GetPortRequest id. */
            id: string;

            /**
             * Creates a new GetPortRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GetPortRequest instance
             */
            static create(properties: weft.v1.GetPortRequest.$Shape): weft.v1.GetPortRequest & weft.v1.GetPortRequest.$Shape;
            static create(properties?: weft.v1.GetPortRequest.$Properties): weft.v1.GetPortRequest;

            /**
             * Encodes the specified GetPortRequest message. Does not implicitly {@link weft.v1.GetPortRequest.verify|verify} messages.
             * @param message GetPortRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.GetPortRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetPortRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.GetPortRequest & weft.v1.GetPortRequest.$Shape} GetPortRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.GetPortRequest & weft.v1.GetPortRequest.$Shape;

            /**
             * Creates a GetPortRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns GetPortRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.GetPortRequest;

            /**
             * Creates a plain object from a GetPortRequest message. Also converts values to other types if specified.
             * @param message GetPortRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.GetPortRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this GetPortRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace GetPortRequest {

            /** Properties of a GetPortRequest. */
            interface $Properties {

                /** GetPortRequest id */
                id?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetPortRequest. */
            type $Shape = weft.v1.GetPortRequest.$Properties;
        }

        /**
         * Properties of a ListPortsRequest.
         * @deprecated Use weft.v1.ListPortsRequest.$Properties instead.
         */
        interface IListPortsRequest extends weft.v1.ListPortsRequest.$Properties {
        }

        /** Represents a ListPortsRequest. */
        class ListPortsRequest {

            /**
             * Constructs a new ListPortsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListPortsRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListPortsRequest options. */
            options?: (weft.v1.ListOptions.$Properties|null);

            /** ListPortsRequest tenantId. */
            tenantId: string;

            /** ListPortsRequest networkId. */
            networkId: string;

            /** ListPortsRequest nodeId. */
            nodeId: string;

            /**
             * Creates a new ListPortsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListPortsRequest instance
             */
            static create(properties: weft.v1.ListPortsRequest.$Shape): weft.v1.ListPortsRequest & weft.v1.ListPortsRequest.$Shape;
            static create(properties?: weft.v1.ListPortsRequest.$Properties): weft.v1.ListPortsRequest;

            /**
             * Encodes the specified ListPortsRequest message. Does not implicitly {@link weft.v1.ListPortsRequest.verify|verify} messages.
             * @param message ListPortsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListPortsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListPortsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListPortsRequest & weft.v1.ListPortsRequest.$Shape} ListPortsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListPortsRequest & weft.v1.ListPortsRequest.$Shape;

            /**
             * Creates a ListPortsRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListPortsRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListPortsRequest;

            /**
             * Creates a plain object from a ListPortsRequest message. Also converts values to other types if specified.
             * @param message ListPortsRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListPortsRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListPortsRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListPortsRequest {

            /** Properties of a ListPortsRequest. */
            interface $Properties {

                /** ListPortsRequest options */
                options?: (weft.v1.ListOptions.$Properties|null);

                /** ListPortsRequest tenantId */
                tenantId?: (string|null);

                /** ListPortsRequest networkId */
                networkId?: (string|null);

                /** ListPortsRequest nodeId */
                nodeId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListPortsRequest. */
            type $Shape = weft.v1.ListPortsRequest.$Properties;
        }

        /**
         * Properties of a ListPortsResponse.
         * @deprecated Use weft.v1.ListPortsResponse.$Properties instead.
         */
        interface IListPortsResponse extends weft.v1.ListPortsResponse.$Properties {
        }

        /** Represents a ListPortsResponse. */
        class ListPortsResponse {

            /**
             * Constructs a new ListPortsResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListPortsResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListPortsResponse ports. */
            ports: weft.v1.Port.$Properties[];

            /** ListPortsResponse nextPageToken. */
            nextPageToken: string;

            /** ListPortsResponse revision. */
            revision: number;

            /**
             * Creates a new ListPortsResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListPortsResponse instance
             */
            static create(properties: weft.v1.ListPortsResponse.$Shape): weft.v1.ListPortsResponse & weft.v1.ListPortsResponse.$Shape;
            static create(properties?: weft.v1.ListPortsResponse.$Properties): weft.v1.ListPortsResponse;

            /**
             * Encodes the specified ListPortsResponse message. Does not implicitly {@link weft.v1.ListPortsResponse.verify|verify} messages.
             * @param message ListPortsResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListPortsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListPortsResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListPortsResponse & weft.v1.ListPortsResponse.$Shape} ListPortsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListPortsResponse & weft.v1.ListPortsResponse.$Shape;

            /**
             * Creates a ListPortsResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListPortsResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListPortsResponse;

            /**
             * Creates a plain object from a ListPortsResponse message. Also converts values to other types if specified.
             * @param message ListPortsResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListPortsResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListPortsResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListPortsResponse {

            /** Properties of a ListPortsResponse. */
            interface $Properties {

                /** ListPortsResponse ports */
                ports?: (weft.v1.Port.$Properties[]|null);

                /** ListPortsResponse nextPageToken */
                nextPageToken?: (string|null);

                /** ListPortsResponse revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListPortsResponse. */
            type $Shape = weft.v1.ListPortsResponse.$Properties;
        }

        /**
         * Properties of an UpdatePortRequest.
         * @deprecated Use weft.v1.UpdatePortRequest.$Properties instead.
         */
        interface IUpdatePortRequest extends weft.v1.UpdatePortRequest.$Properties {
        }

        /** Represents an UpdatePortRequest. */
        class UpdatePortRequest {

            /**
             * Constructs a new UpdatePortRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.UpdatePortRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UpdatePortRequest port. */
            port?: (weft.v1.Port.$Properties|null);

            /** UpdatePortRequest updateMask. */
            updateMask?: (google.protobuf.FieldMask.$Properties|null);

            /** UpdatePortRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new UpdatePortRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UpdatePortRequest instance
             */
            static create(properties: weft.v1.UpdatePortRequest.$Shape): weft.v1.UpdatePortRequest & weft.v1.UpdatePortRequest.$Shape;
            static create(properties?: weft.v1.UpdatePortRequest.$Properties): weft.v1.UpdatePortRequest;

            /**
             * Encodes the specified UpdatePortRequest message. Does not implicitly {@link weft.v1.UpdatePortRequest.verify|verify} messages.
             * @param message UpdatePortRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.UpdatePortRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UpdatePortRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.UpdatePortRequest & weft.v1.UpdatePortRequest.$Shape} UpdatePortRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.UpdatePortRequest & weft.v1.UpdatePortRequest.$Shape;

            /**
             * Creates an UpdatePortRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns UpdatePortRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.UpdatePortRequest;

            /**
             * Creates a plain object from an UpdatePortRequest message. Also converts values to other types if specified.
             * @param message UpdatePortRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.UpdatePortRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this UpdatePortRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace UpdatePortRequest {

            /** Properties of an UpdatePortRequest. */
            interface $Properties {

                /** UpdatePortRequest port */
                port?: (weft.v1.Port.$Properties|null);

                /** UpdatePortRequest updateMask */
                updateMask?: (google.protobuf.FieldMask.$Properties|null);

                /** UpdatePortRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UpdatePortRequest. */
            type $Shape = weft.v1.UpdatePortRequest.$Properties;
        }

        /**
         * Properties of a DeletePortRequest.
         * @deprecated Use weft.v1.DeletePortRequest.$Properties instead.
         */
        interface IDeletePortRequest extends weft.v1.DeletePortRequest.$Properties {
        }

        /** Represents a DeletePortRequest. */
        class DeletePortRequest {

            /**
             * Constructs a new DeletePortRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.DeletePortRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeletePortRequest id. */
            id: string;

            /** DeletePortRequest etag. */
            etag: string;

            /** DeletePortRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new DeletePortRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeletePortRequest instance
             */
            static create(properties: weft.v1.DeletePortRequest.$Shape): weft.v1.DeletePortRequest & weft.v1.DeletePortRequest.$Shape;
            static create(properties?: weft.v1.DeletePortRequest.$Properties): weft.v1.DeletePortRequest;

            /**
             * Encodes the specified DeletePortRequest message. Does not implicitly {@link weft.v1.DeletePortRequest.verify|verify} messages.
             * @param message DeletePortRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.DeletePortRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeletePortRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.DeletePortRequest & weft.v1.DeletePortRequest.$Shape} DeletePortRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.DeletePortRequest & weft.v1.DeletePortRequest.$Shape;

            /**
             * Creates a DeletePortRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DeletePortRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.DeletePortRequest;

            /**
             * Creates a plain object from a DeletePortRequest message. Also converts values to other types if specified.
             * @param message DeletePortRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.DeletePortRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DeletePortRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace DeletePortRequest {

            /** Properties of a DeletePortRequest. */
            interface $Properties {

                /** DeletePortRequest id */
                id?: (string|null);

                /** DeletePortRequest etag */
                etag?: (string|null);

                /** DeletePortRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeletePortRequest. */
            type $Shape = weft.v1.DeletePortRequest.$Properties;
        }

        /**
         * Properties of a DeletePortResponse.
         * @deprecated Use weft.v1.DeletePortResponse.$Properties instead.
         */
        interface IDeletePortResponse extends weft.v1.DeletePortResponse.$Properties {
        }

        /** Represents a DeletePortResponse. */
        class DeletePortResponse {

            /**
             * Constructs a new DeletePortResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.DeletePortResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeletePortResponse revision. */
            revision: number;

            /**
             * Creates a new DeletePortResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeletePortResponse instance
             */
            static create(properties: weft.v1.DeletePortResponse.$Shape): weft.v1.DeletePortResponse & weft.v1.DeletePortResponse.$Shape;
            static create(properties?: weft.v1.DeletePortResponse.$Properties): weft.v1.DeletePortResponse;

            /**
             * Encodes the specified DeletePortResponse message. Does not implicitly {@link weft.v1.DeletePortResponse.verify|verify} messages.
             * @param message DeletePortResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.DeletePortResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeletePortResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.DeletePortResponse & weft.v1.DeletePortResponse.$Shape} DeletePortResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.DeletePortResponse & weft.v1.DeletePortResponse.$Shape;

            /**
             * Creates a DeletePortResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DeletePortResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.DeletePortResponse;

            /**
             * Creates a plain object from a DeletePortResponse message. Also converts values to other types if specified.
             * @param message DeletePortResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.DeletePortResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DeletePortResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace DeletePortResponse {

            /** Properties of a DeletePortResponse. */
            interface $Properties {

                /** DeletePortResponse revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeletePortResponse. */
            type $Shape = weft.v1.DeletePortResponse.$Properties;
        }

        /**
         * Properties of a WatchPortsRequest.
         * @deprecated Use weft.v1.WatchPortsRequest.$Properties instead.
         */
        interface IWatchPortsRequest extends weft.v1.WatchPortsRequest.$Properties {
        }

        /** Represents a WatchPortsRequest. */
        class WatchPortsRequest {

            /**
             * Constructs a new WatchPortsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.WatchPortsRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WatchPortsRequest options. */
            options?: (weft.v1.WatchOptions.$Properties|null);

            /** WatchPortsRequest tenantId. */
            tenantId: string;

            /** WatchPortsRequest networkId. */
            networkId: string;

            /** WatchPortsRequest nodeId. */
            nodeId: string;

            /**
             * Creates a new WatchPortsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns WatchPortsRequest instance
             */
            static create(properties: weft.v1.WatchPortsRequest.$Shape): weft.v1.WatchPortsRequest & weft.v1.WatchPortsRequest.$Shape;
            static create(properties?: weft.v1.WatchPortsRequest.$Properties): weft.v1.WatchPortsRequest;

            /**
             * Encodes the specified WatchPortsRequest message. Does not implicitly {@link weft.v1.WatchPortsRequest.verify|verify} messages.
             * @param message WatchPortsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.WatchPortsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WatchPortsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.WatchPortsRequest & weft.v1.WatchPortsRequest.$Shape} WatchPortsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.WatchPortsRequest & weft.v1.WatchPortsRequest.$Shape;

            /**
             * Creates a WatchPortsRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns WatchPortsRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.WatchPortsRequest;

            /**
             * Creates a plain object from a WatchPortsRequest message. Also converts values to other types if specified.
             * @param message WatchPortsRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.WatchPortsRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this WatchPortsRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace WatchPortsRequest {

            /** Properties of a WatchPortsRequest. */
            interface $Properties {

                /** WatchPortsRequest options */
                options?: (weft.v1.WatchOptions.$Properties|null);

                /** WatchPortsRequest tenantId */
                tenantId?: (string|null);

                /** WatchPortsRequest networkId */
                networkId?: (string|null);

                /** WatchPortsRequest nodeId */
                nodeId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WatchPortsRequest. */
            type $Shape = weft.v1.WatchPortsRequest.$Properties;
        }

        /**
         * Properties of a PortChange.
         * @deprecated Use weft.v1.PortChange.$Properties instead.
         */
        interface IPortChange extends weft.v1.PortChange.$Properties {
        }

        /** Represents a PortChange. */
        class PortChange {

            /**
             * Constructs a new PortChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.PortChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PortChange kind. */
            kind: weft.v1.ChangeKind;

            /** PortChange revision. */
            revision: number;

            /** PortChange port. */
            port?: (weft.v1.Port.$Properties|null);

            /** PortChange resumeToken. */
            resumeToken: string;

            /**
             * Creates a new PortChange instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PortChange instance
             */
            static create(properties: weft.v1.PortChange.$Shape): weft.v1.PortChange & weft.v1.PortChange.$Shape;
            static create(properties?: weft.v1.PortChange.$Properties): weft.v1.PortChange;

            /**
             * Encodes the specified PortChange message. Does not implicitly {@link weft.v1.PortChange.verify|verify} messages.
             * @param message PortChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.PortChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PortChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.PortChange & weft.v1.PortChange.$Shape} PortChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.PortChange & weft.v1.PortChange.$Shape;

            /**
             * Creates a PortChange message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns PortChange
             */
            static fromObject(object: { [k: string]: any }): weft.v1.PortChange;

            /**
             * Creates a plain object from a PortChange message. Also converts values to other types if specified.
             * @param message PortChange
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.PortChange, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this PortChange to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace PortChange {

            /** Properties of a PortChange. */
            interface $Properties {

                /** PortChange kind */
                kind?: (weft.v1.ChangeKind|null);

                /** PortChange revision */
                revision?: (number|null);

                /** PortChange port */
                port?: (weft.v1.Port.$Properties|null);

                /** PortChange resumeToken */
                resumeToken?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PortChange. */
            type $Shape = weft.v1.PortChange.$Properties;
        }

        /**
         * Properties of a TunnelBatch.
         * @deprecated Use weft.v1.TunnelBatch.$Properties instead.
         */
        interface ITunnelBatch extends weft.v1.TunnelBatch.$Properties {
        }

        /** Represents a TunnelBatch. */
        class TunnelBatch {

            /**
             * Constructs a new TunnelBatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.TunnelBatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TunnelBatch nodeId. */
            nodeId: string;

            /** TunnelBatch vtepId. */
            vtepId: number;

            /** TunnelBatch agentInstance. */
            agentInstance: string;

            /** TunnelBatch sequence. */
            sequence: number;

            /** TunnelBatch time. */
            time?: (google.protobuf.Timestamp.$Properties|null);

            /** TunnelBatch tunnels. */
            tunnels: number;

            /** TunnelBatch repeatMs. */
            repeatMs: number;

            /** TunnelBatch batchMs. */
            batchMs: number;

            /** TunnelBatch reports. */
            reports: weft.v1.TunnelReport.$Properties[];

            /** TunnelBatch transitions. */
            transitions: weft.v1.TunnelTransition.$Properties[];

            /** TunnelBatch closedVtepIds. */
            closedVtepIds: number[];

            /** TunnelBatch traffic. */
            traffic: weft.v1.TunnelTraffic.$Properties[];

            /** TunnelBatch innerFlows. */
            innerFlows: weft.v1.InnerFlow.$Properties[];

            /** TunnelBatch losses. */
            losses?: (weft.v1.TunnelLosses.$Properties|null);

            /** TunnelBatch probesSent. */
            probesSent: number;

            /** TunnelBatch probesAnswered. */
            probesAnswered: number;

            /** TunnelBatch probeDrops. */
            probeDrops: { [k: string]: number };

            /**
             * Creates a new TunnelBatch instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TunnelBatch instance
             */
            static create(properties: weft.v1.TunnelBatch.$Shape): weft.v1.TunnelBatch & weft.v1.TunnelBatch.$Shape;
            static create(properties?: weft.v1.TunnelBatch.$Properties): weft.v1.TunnelBatch;

            /**
             * Encodes the specified TunnelBatch message. Does not implicitly {@link weft.v1.TunnelBatch.verify|verify} messages.
             * @param message TunnelBatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.TunnelBatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TunnelBatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.TunnelBatch & weft.v1.TunnelBatch.$Shape} TunnelBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.TunnelBatch & weft.v1.TunnelBatch.$Shape;

            /**
             * Creates a TunnelBatch message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns TunnelBatch
             */
            static fromObject(object: { [k: string]: any }): weft.v1.TunnelBatch;

            /**
             * Creates a plain object from a TunnelBatch message. Also converts values to other types if specified.
             * @param message TunnelBatch
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.TunnelBatch, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this TunnelBatch to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace TunnelBatch {

            /** Properties of a TunnelBatch. */
            interface $Properties {

                /** TunnelBatch nodeId */
                nodeId?: (string|null);

                /** TunnelBatch vtepId */
                vtepId?: (number|null);

                /** TunnelBatch agentInstance */
                agentInstance?: (string|null);

                /** TunnelBatch sequence */
                sequence?: (number|null);

                /** TunnelBatch time */
                time?: (google.protobuf.Timestamp.$Properties|null);

                /** TunnelBatch tunnels */
                tunnels?: (number|null);

                /** TunnelBatch repeatMs */
                repeatMs?: (number|null);

                /** TunnelBatch batchMs */
                batchMs?: (number|null);

                /** TunnelBatch reports */
                reports?: (weft.v1.TunnelReport.$Properties[]|null);

                /** TunnelBatch transitions */
                transitions?: (weft.v1.TunnelTransition.$Properties[]|null);

                /** TunnelBatch closedVtepIds */
                closedVtepIds?: (number[]|null);

                /** TunnelBatch traffic */
                traffic?: (weft.v1.TunnelTraffic.$Properties[]|null);

                /** TunnelBatch innerFlows */
                innerFlows?: (weft.v1.InnerFlow.$Properties[]|null);

                /** TunnelBatch losses */
                losses?: (weft.v1.TunnelLosses.$Properties|null);

                /** TunnelBatch probesSent */
                probesSent?: (number|null);

                /** TunnelBatch probesAnswered */
                probesAnswered?: (number|null);

                /** TunnelBatch probeDrops */
                probeDrops?: ({ [k: string]: number }|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TunnelBatch. */
            type $Shape = weft.v1.TunnelBatch.$Properties;
        }

        /** TunnelState enum. */
        enum TunnelState {

            /** TUNNEL_STATE_UNSPECIFIED value */
            TUNNEL_STATE_UNSPECIFIED = 0,

            /** TUNNEL_UNKNOWN value */
            TUNNEL_UNKNOWN = 1,

            /** TUNNEL_UP value */
            TUNNEL_UP = 2,

            /** TUNNEL_DEGRADED value */
            TUNNEL_DEGRADED = 3,

            /** TUNNEL_DOWN value */
            TUNNEL_DOWN = 4
        }

        /** TunnelReason enum. */
        enum TunnelReason {

            /** TUNNEL_REASON_UNSPECIFIED value */
            TUNNEL_REASON_UNSPECIFIED = 0,

            /** NO_REPLY value */
            NO_REPLY = 1,

            /** LOSS_OUT value */
            LOSS_OUT = 2,

            /** LOSS_BACK value */
            LOSS_BACK = 3,

            /** LATENCY value */
            LATENCY = 4,

            /** PATH_MTU value */
            PATH_MTU = 5,

            /** PATH_CUT value */
            PATH_CUT = 6
        }

        /**
         * Properties of a TunnelReport.
         * @deprecated Use weft.v1.TunnelReport.$Properties instead.
         */
        interface ITunnelReport extends weft.v1.TunnelReport.$Properties {
        }

        /** Represents a TunnelReport. */
        class TunnelReport {

            /**
             * Constructs a new TunnelReport.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.TunnelReport.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TunnelReport remoteVtepId. */
            remoteVtepId: number;

            /** TunnelReport remoteNodeId. */
            remoteNodeId: string;

            /** TunnelReport state. */
            state: weft.v1.TunnelState;

            /** TunnelReport since. */
            since?: (google.protobuf.Timestamp.$Properties|null);

            /** TunnelReport reasons. */
            reasons: weft.v1.TunnelReason[];

            /** TunnelReport rttP50Ns. */
            rttP50Ns: number;

            /** TunnelReport rttP99Ns. */
            rttP99Ns: number;

            /** TunnelReport rttLastNs. */
            rttLastNs: number;

            /** TunnelReport rttMinNs. */
            rttMinNs: number;

            /** TunnelReport rttReferenceNs. */
            rttReferenceNs: number;

            /** TunnelReport jitterNs. */
            jitterNs: number;

            /** TunnelReport lossOutPpm. */
            lossOutPpm: number;

            /** TunnelReport lossBackPpm. */
            lossBackPpm: number;

            /** TunnelReport requests. */
            requests: number;

            /** TunnelReport replies. */
            replies: number;

            /** TunnelReport reordered. */
            reordered: number;

            /** TunnelReport pathMtu. */
            pathMtu: number;

            /** TunnelReport neededMtu. */
            neededMtu: number;

            /** TunnelReport starvedVnis. */
            starvedVnis: number[];

            /** TunnelReport deadPaths. */
            deadPaths: number[];

            /** TunnelReport lastReply. */
            lastReply?: (google.protobuf.Timestamp.$Properties|null);

            /** TunnelReport lastHeard. */
            lastHeard?: (google.protobuf.Timestamp.$Properties|null);

            /** TunnelReport lastTraffic. */
            lastTraffic?: (google.protobuf.Timestamp.$Properties|null);

            /** TunnelReport intervalMs. */
            intervalMs: number;

            /**
             * Creates a new TunnelReport instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TunnelReport instance
             */
            static create(properties: weft.v1.TunnelReport.$Shape): weft.v1.TunnelReport & weft.v1.TunnelReport.$Shape;
            static create(properties?: weft.v1.TunnelReport.$Properties): weft.v1.TunnelReport;

            /**
             * Encodes the specified TunnelReport message. Does not implicitly {@link weft.v1.TunnelReport.verify|verify} messages.
             * @param message TunnelReport message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.TunnelReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TunnelReport message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.TunnelReport & weft.v1.TunnelReport.$Shape} TunnelReport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.TunnelReport & weft.v1.TunnelReport.$Shape;

            /**
             * Creates a TunnelReport message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns TunnelReport
             */
            static fromObject(object: { [k: string]: any }): weft.v1.TunnelReport;

            /**
             * Creates a plain object from a TunnelReport message. Also converts values to other types if specified.
             * @param message TunnelReport
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.TunnelReport, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this TunnelReport to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace TunnelReport {

            /** Properties of a TunnelReport. */
            interface $Properties {

                /** TunnelReport remoteVtepId */
                remoteVtepId?: (number|null);

                /** TunnelReport remoteNodeId */
                remoteNodeId?: (string|null);

                /** TunnelReport state */
                state?: (weft.v1.TunnelState|null);

                /** TunnelReport since */
                since?: (google.protobuf.Timestamp.$Properties|null);

                /** TunnelReport reasons */
                reasons?: (weft.v1.TunnelReason[]|null);

                /** TunnelReport rttP50Ns */
                rttP50Ns?: (number|null);

                /** TunnelReport rttP99Ns */
                rttP99Ns?: (number|null);

                /** TunnelReport rttLastNs */
                rttLastNs?: (number|null);

                /** TunnelReport rttMinNs */
                rttMinNs?: (number|null);

                /** TunnelReport rttReferenceNs */
                rttReferenceNs?: (number|null);

                /** TunnelReport jitterNs */
                jitterNs?: (number|null);

                /** TunnelReport lossOutPpm */
                lossOutPpm?: (number|null);

                /** TunnelReport lossBackPpm */
                lossBackPpm?: (number|null);

                /** TunnelReport requests */
                requests?: (number|null);

                /** TunnelReport replies */
                replies?: (number|null);

                /** TunnelReport reordered */
                reordered?: (number|null);

                /** TunnelReport pathMtu */
                pathMtu?: (number|null);

                /** TunnelReport neededMtu */
                neededMtu?: (number|null);

                /** TunnelReport starvedVnis */
                starvedVnis?: (number[]|null);

                /** TunnelReport deadPaths */
                deadPaths?: (number[]|null);

                /** TunnelReport lastReply */
                lastReply?: (google.protobuf.Timestamp.$Properties|null);

                /** TunnelReport lastHeard */
                lastHeard?: (google.protobuf.Timestamp.$Properties|null);

                /** TunnelReport lastTraffic */
                lastTraffic?: (google.protobuf.Timestamp.$Properties|null);

                /** TunnelReport intervalMs */
                intervalMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TunnelReport. */
            type $Shape = weft.v1.TunnelReport.$Properties;
        }

        /**
         * Properties of a TunnelTransition.
         * @deprecated Use weft.v1.TunnelTransition.$Properties instead.
         */
        interface ITunnelTransition extends weft.v1.TunnelTransition.$Properties {
        }

        /** Represents a TunnelTransition. */
        class TunnelTransition {

            /**
             * Constructs a new TunnelTransition.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.TunnelTransition.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TunnelTransition previousState. */
            previousState: weft.v1.TunnelState;

            /** TunnelTransition report. */
            report?: (weft.v1.TunnelReport.$Properties|null);

            /** TunnelTransition underlay. */
            underlay?: (weft.v1.UnderlayView.$Properties|null);

            /**
             * Creates a new TunnelTransition instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TunnelTransition instance
             */
            static create(properties: weft.v1.TunnelTransition.$Shape): weft.v1.TunnelTransition & weft.v1.TunnelTransition.$Shape;
            static create(properties?: weft.v1.TunnelTransition.$Properties): weft.v1.TunnelTransition;

            /**
             * Encodes the specified TunnelTransition message. Does not implicitly {@link weft.v1.TunnelTransition.verify|verify} messages.
             * @param message TunnelTransition message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.TunnelTransition.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TunnelTransition message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.TunnelTransition & weft.v1.TunnelTransition.$Shape} TunnelTransition
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.TunnelTransition & weft.v1.TunnelTransition.$Shape;

            /**
             * Creates a TunnelTransition message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns TunnelTransition
             */
            static fromObject(object: { [k: string]: any }): weft.v1.TunnelTransition;

            /**
             * Creates a plain object from a TunnelTransition message. Also converts values to other types if specified.
             * @param message TunnelTransition
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.TunnelTransition, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this TunnelTransition to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace TunnelTransition {

            /** Properties of a TunnelTransition. */
            interface $Properties {

                /** TunnelTransition previousState */
                previousState?: (weft.v1.TunnelState|null);

                /** TunnelTransition report */
                report?: (weft.v1.TunnelReport.$Properties|null);

                /** TunnelTransition underlay */
                underlay?: (weft.v1.UnderlayView.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TunnelTransition. */
            type $Shape = weft.v1.TunnelTransition.$Properties;
        }

        /**
         * Properties of an UnderlayView.
         * @deprecated Use weft.v1.UnderlayView.$Properties instead.
         */
        interface IUnderlayView extends weft.v1.UnderlayView.$Properties {
        }

        /** Represents an UnderlayView. */
        class UnderlayView {

            /**
             * Constructs a new UnderlayView.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.UnderlayView.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UnderlayView route. */
            route: string;

            /** UnderlayView interface. */
            interface: string;

            /** UnderlayView nextHop. */
            nextHop?: (weft.v1.IpAddress.$Properties|null);

            /** UnderlayView neighborState. */
            neighborState: string;

            /** UnderlayView neighborMac. */
            neighborMac: string;

            /** UnderlayView interfaceUp. */
            interfaceUp: boolean;

            /** UnderlayView error. */
            error: string;

            /**
             * Creates a new UnderlayView instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UnderlayView instance
             */
            static create(properties: weft.v1.UnderlayView.$Shape): weft.v1.UnderlayView & weft.v1.UnderlayView.$Shape;
            static create(properties?: weft.v1.UnderlayView.$Properties): weft.v1.UnderlayView;

            /**
             * Encodes the specified UnderlayView message. Does not implicitly {@link weft.v1.UnderlayView.verify|verify} messages.
             * @param message UnderlayView message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.UnderlayView.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UnderlayView message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.UnderlayView & weft.v1.UnderlayView.$Shape} UnderlayView
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.UnderlayView & weft.v1.UnderlayView.$Shape;

            /**
             * Creates an UnderlayView message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns UnderlayView
             */
            static fromObject(object: { [k: string]: any }): weft.v1.UnderlayView;

            /**
             * Creates a plain object from an UnderlayView message. Also converts values to other types if specified.
             * @param message UnderlayView
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.UnderlayView, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this UnderlayView to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace UnderlayView {

            /** Properties of an UnderlayView. */
            interface $Properties {

                /** UnderlayView route */
                route?: (string|null);

                /** UnderlayView interface */
                "interface"?: (string|null);

                /** UnderlayView nextHop */
                nextHop?: (weft.v1.IpAddress.$Properties|null);

                /** UnderlayView neighborState */
                neighborState?: (string|null);

                /** UnderlayView neighborMac */
                neighborMac?: (string|null);

                /** UnderlayView interfaceUp */
                interfaceUp?: (boolean|null);

                /** UnderlayView error */
                error?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UnderlayView. */
            type $Shape = weft.v1.UnderlayView.$Properties;
        }

        /**
         * Properties of a TunnelTraffic.
         * @deprecated Use weft.v1.TunnelTraffic.$Properties instead.
         */
        interface ITunnelTraffic extends weft.v1.TunnelTraffic.$Properties {
        }

        /** Represents a TunnelTraffic. */
        class TunnelTraffic {

            /**
             * Constructs a new TunnelTraffic.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.TunnelTraffic.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TunnelTraffic vni. */
            vni: number;

            /** TunnelTraffic remoteVtepId. */
            remoteVtepId: number;

            /** TunnelTraffic remoteNodeId. */
            remoteNodeId: string;

            /** TunnelTraffic sentPackets. */
            sentPackets: number;

            /** TunnelTraffic sentBytes. */
            sentBytes: number;

            /** TunnelTraffic receivedPackets. */
            receivedPackets: number;

            /** TunnelTraffic receivedBytes. */
            receivedBytes: number;

            /**
             * Creates a new TunnelTraffic instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TunnelTraffic instance
             */
            static create(properties: weft.v1.TunnelTraffic.$Shape): weft.v1.TunnelTraffic & weft.v1.TunnelTraffic.$Shape;
            static create(properties?: weft.v1.TunnelTraffic.$Properties): weft.v1.TunnelTraffic;

            /**
             * Encodes the specified TunnelTraffic message. Does not implicitly {@link weft.v1.TunnelTraffic.verify|verify} messages.
             * @param message TunnelTraffic message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.TunnelTraffic.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TunnelTraffic message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.TunnelTraffic & weft.v1.TunnelTraffic.$Shape} TunnelTraffic
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.TunnelTraffic & weft.v1.TunnelTraffic.$Shape;

            /**
             * Creates a TunnelTraffic message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns TunnelTraffic
             */
            static fromObject(object: { [k: string]: any }): weft.v1.TunnelTraffic;

            /**
             * Creates a plain object from a TunnelTraffic message. Also converts values to other types if specified.
             * @param message TunnelTraffic
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.TunnelTraffic, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this TunnelTraffic to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace TunnelTraffic {

            /** Properties of a TunnelTraffic. */
            interface $Properties {

                /** TunnelTraffic vni */
                vni?: (number|null);

                /** TunnelTraffic remoteVtepId */
                remoteVtepId?: (number|null);

                /** TunnelTraffic remoteNodeId */
                remoteNodeId?: (string|null);

                /** TunnelTraffic sentPackets */
                sentPackets?: (number|null);

                /** TunnelTraffic sentBytes */
                sentBytes?: (number|null);

                /** TunnelTraffic receivedPackets */
                receivedPackets?: (number|null);

                /** TunnelTraffic receivedBytes */
                receivedBytes?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TunnelTraffic. */
            type $Shape = weft.v1.TunnelTraffic.$Properties;
        }

        /**
         * Properties of an InnerFlow.
         * @deprecated Use weft.v1.InnerFlow.$Properties instead.
         */
        interface IInnerFlow extends weft.v1.InnerFlow.$Properties {
        }

        /** Represents an InnerFlow. */
        class InnerFlow {

            /**
             * Constructs a new InnerFlow.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.InnerFlow.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** InnerFlow vni. */
            vni: number;

            /** InnerFlow remoteVtepId. */
            remoteVtepId: number;

            /** InnerFlow remoteNodeId. */
            remoteNodeId: string;

            /** InnerFlow source. */
            source?: (weft.v1.IpAddress.$Properties|null);

            /** InnerFlow destination. */
            destination?: (weft.v1.IpAddress.$Properties|null);

            /** InnerFlow received. */
            received: boolean;

            /** InnerFlow packets. */
            packets: number;

            /** InnerFlow bytes. */
            bytes: number;

            /**
             * Creates a new InnerFlow instance using the specified properties.
             * @param [properties] Properties to set
             * @returns InnerFlow instance
             */
            static create(properties: weft.v1.InnerFlow.$Shape): weft.v1.InnerFlow & weft.v1.InnerFlow.$Shape;
            static create(properties?: weft.v1.InnerFlow.$Properties): weft.v1.InnerFlow;

            /**
             * Encodes the specified InnerFlow message. Does not implicitly {@link weft.v1.InnerFlow.verify|verify} messages.
             * @param message InnerFlow message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.InnerFlow.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InnerFlow message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.InnerFlow & weft.v1.InnerFlow.$Shape} InnerFlow
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.InnerFlow & weft.v1.InnerFlow.$Shape;

            /**
             * Creates an InnerFlow message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns InnerFlow
             */
            static fromObject(object: { [k: string]: any }): weft.v1.InnerFlow;

            /**
             * Creates a plain object from an InnerFlow message. Also converts values to other types if specified.
             * @param message InnerFlow
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.InnerFlow, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this InnerFlow to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace InnerFlow {

            /** Properties of an InnerFlow. */
            interface $Properties {

                /** InnerFlow vni */
                vni?: (number|null);

                /** InnerFlow remoteVtepId */
                remoteVtepId?: (number|null);

                /** InnerFlow remoteNodeId */
                remoteNodeId?: (string|null);

                /** InnerFlow source */
                source?: (weft.v1.IpAddress.$Properties|null);

                /** InnerFlow destination */
                destination?: (weft.v1.IpAddress.$Properties|null);

                /** InnerFlow received */
                received?: (boolean|null);

                /** InnerFlow packets */
                packets?: (number|null);

                /** InnerFlow bytes */
                bytes?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InnerFlow. */
            type $Shape = weft.v1.InnerFlow.$Properties;
        }

        /**
         * Properties of a TunnelLosses.
         * @deprecated Use weft.v1.TunnelLosses.$Properties instead.
         */
        interface ITunnelLosses extends weft.v1.TunnelLosses.$Properties {
        }

        /** Represents a TunnelLosses. */
        class TunnelLosses {

            /**
             * Constructs a new TunnelLosses.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.TunnelLosses.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TunnelLosses innerFlowsFull. */
            innerFlowsFull: number;

            /** TunnelLosses trafficFull. */
            trafficFull: number;

            /** TunnelLosses publishDropped. */
            publishDropped: number;

            /**
             * Creates a new TunnelLosses instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TunnelLosses instance
             */
            static create(properties: weft.v1.TunnelLosses.$Shape): weft.v1.TunnelLosses & weft.v1.TunnelLosses.$Shape;
            static create(properties?: weft.v1.TunnelLosses.$Properties): weft.v1.TunnelLosses;

            /**
             * Encodes the specified TunnelLosses message. Does not implicitly {@link weft.v1.TunnelLosses.verify|verify} messages.
             * @param message TunnelLosses message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.TunnelLosses.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TunnelLosses message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.TunnelLosses & weft.v1.TunnelLosses.$Shape} TunnelLosses
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.TunnelLosses & weft.v1.TunnelLosses.$Shape;

            /**
             * Creates a TunnelLosses message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns TunnelLosses
             */
            static fromObject(object: { [k: string]: any }): weft.v1.TunnelLosses;

            /**
             * Creates a plain object from a TunnelLosses message. Also converts values to other types if specified.
             * @param message TunnelLosses
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.TunnelLosses, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this TunnelLosses to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace TunnelLosses {

            /** Properties of a TunnelLosses. */
            interface $Properties {

                /** TunnelLosses innerFlowsFull */
                innerFlowsFull?: (number|null);

                /** TunnelLosses trafficFull */
                trafficFull?: (number|null);

                /** TunnelLosses publishDropped */
                publishDropped?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TunnelLosses. */
            type $Shape = weft.v1.TunnelLosses.$Properties;
        }

        /**
         * Properties of a Tunnel.
         * @deprecated Use weft.v1.Tunnel.$Properties instead.
         */
        interface ITunnel extends weft.v1.Tunnel.$Properties {
        }

        /** Represents a Tunnel. */
        class Tunnel {

            /**
             * Constructs a new Tunnel.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Tunnel.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Tunnel nodeA. */
            nodeA: string;

            /** Tunnel nodeB. */
            nodeB: string;

            /** Tunnel state. */
            state: weft.v1.TunnelState;

            /** Tunnel aView. */
            aView?: (weft.v1.TunnelReport.$Properties|null);

            /** Tunnel bView. */
            bView?: (weft.v1.TunnelReport.$Properties|null);

            /** Tunnel aStaleSince. */
            aStaleSince?: (google.protobuf.Timestamp.$Properties|null);

            /** Tunnel bStaleSince. */
            bStaleSince?: (google.protobuf.Timestamp.$Properties|null);

            /** Tunnel lossAToBPpm. */
            lossAToBPpm: number;

            /** Tunnel lossBToAPpm. */
            lossBToAPpm: number;

            /** Tunnel diagnosis. */
            diagnosis: string;

            /** Tunnel aUnderlay. */
            aUnderlay?: (weft.v1.UnderlayView.$Properties|null);

            /** Tunnel bUnderlay. */
            bUnderlay?: (weft.v1.UnderlayView.$Properties|null);

            /**
             * Creates a new Tunnel instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Tunnel instance
             */
            static create(properties: weft.v1.Tunnel.$Shape): weft.v1.Tunnel & weft.v1.Tunnel.$Shape;
            static create(properties?: weft.v1.Tunnel.$Properties): weft.v1.Tunnel;

            /**
             * Encodes the specified Tunnel message. Does not implicitly {@link weft.v1.Tunnel.verify|verify} messages.
             * @param message Tunnel message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Tunnel.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Tunnel message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Tunnel & weft.v1.Tunnel.$Shape} Tunnel
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Tunnel & weft.v1.Tunnel.$Shape;

            /**
             * Creates a Tunnel message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Tunnel
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Tunnel;

            /**
             * Creates a plain object from a Tunnel message. Also converts values to other types if specified.
             * @param message Tunnel
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Tunnel, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Tunnel to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Tunnel {

            /** Properties of a Tunnel. */
            interface $Properties {

                /** Tunnel nodeA */
                nodeA?: (string|null);

                /** Tunnel nodeB */
                nodeB?: (string|null);

                /** Tunnel state */
                state?: (weft.v1.TunnelState|null);

                /** Tunnel aView */
                aView?: (weft.v1.TunnelReport.$Properties|null);

                /** Tunnel bView */
                bView?: (weft.v1.TunnelReport.$Properties|null);

                /** Tunnel aStaleSince */
                aStaleSince?: (google.protobuf.Timestamp.$Properties|null);

                /** Tunnel bStaleSince */
                bStaleSince?: (google.protobuf.Timestamp.$Properties|null);

                /** Tunnel lossAToBPpm */
                lossAToBPpm?: (number|null);

                /** Tunnel lossBToAPpm */
                lossBToAPpm?: (number|null);

                /** Tunnel diagnosis */
                diagnosis?: (string|null);

                /** Tunnel aUnderlay */
                aUnderlay?: (weft.v1.UnderlayView.$Properties|null);

                /** Tunnel bUnderlay */
                bUnderlay?: (weft.v1.UnderlayView.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Tunnel. */
            type $Shape = weft.v1.Tunnel.$Properties;
        }

        /**
         * Properties of a TunnelIncident.
         * @deprecated Use weft.v1.TunnelIncident.$Properties instead.
         */
        interface ITunnelIncident extends weft.v1.TunnelIncident.$Properties {
        }

        /** Represents a TunnelIncident. */
        class TunnelIncident {

            /**
             * Constructs a new TunnelIncident.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.TunnelIncident.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TunnelIncident id. */
            id: string;

            /** TunnelIncident kind. */
            kind: weft.v1.TunnelIncidentKind;

            /** TunnelIncident since. */
            since?: (google.protobuf.Timestamp.$Properties|null);

            /** TunnelIncident ended. */
            ended?: (google.protobuf.Timestamp.$Properties|null);

            /** TunnelIncident nodeIds. */
            nodeIds: string[];

            /** TunnelIncident tunnels. */
            tunnels: number;

            /** TunnelIncident tunnelsTotal. */
            tunnelsTotal: number;

            /** TunnelIncident reasons. */
            reasons: weft.v1.TunnelReason[];

            /** TunnelIncident message. */
            message: string;

            /**
             * Creates a new TunnelIncident instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TunnelIncident instance
             */
            static create(properties: weft.v1.TunnelIncident.$Shape): weft.v1.TunnelIncident & weft.v1.TunnelIncident.$Shape;
            static create(properties?: weft.v1.TunnelIncident.$Properties): weft.v1.TunnelIncident;

            /**
             * Encodes the specified TunnelIncident message. Does not implicitly {@link weft.v1.TunnelIncident.verify|verify} messages.
             * @param message TunnelIncident message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.TunnelIncident.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TunnelIncident message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.TunnelIncident & weft.v1.TunnelIncident.$Shape} TunnelIncident
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.TunnelIncident & weft.v1.TunnelIncident.$Shape;

            /**
             * Creates a TunnelIncident message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns TunnelIncident
             */
            static fromObject(object: { [k: string]: any }): weft.v1.TunnelIncident;

            /**
             * Creates a plain object from a TunnelIncident message. Also converts values to other types if specified.
             * @param message TunnelIncident
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.TunnelIncident, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this TunnelIncident to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace TunnelIncident {

            /** Properties of a TunnelIncident. */
            interface $Properties {

                /** TunnelIncident id */
                id?: (string|null);

                /** TunnelIncident kind */
                kind?: (weft.v1.TunnelIncidentKind|null);

                /** TunnelIncident since */
                since?: (google.protobuf.Timestamp.$Properties|null);

                /** TunnelIncident ended */
                ended?: (google.protobuf.Timestamp.$Properties|null);

                /** TunnelIncident nodeIds */
                nodeIds?: (string[]|null);

                /** TunnelIncident tunnels */
                tunnels?: (number|null);

                /** TunnelIncident tunnelsTotal */
                tunnelsTotal?: (number|null);

                /** TunnelIncident reasons */
                reasons?: (weft.v1.TunnelReason[]|null);

                /** TunnelIncident message */
                message?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TunnelIncident. */
            type $Shape = weft.v1.TunnelIncident.$Properties;
        }

        /** TunnelIncidentKind enum. */
        enum TunnelIncidentKind {

            /** TUNNEL_INCIDENT_KIND_UNSPECIFIED value */
            TUNNEL_INCIDENT_KIND_UNSPECIFIED = 0,

            /** NODE_UNREACHABLE value */
            NODE_UNREACHABLE = 1,

            /** PAIR_DOWN value */
            PAIR_DOWN = 2,

            /** NODE_DEGRADED value */
            NODE_DEGRADED = 3,

            /** PAIR_DEGRADED value */
            PAIR_DEGRADED = 4
        }

        /**
         * Properties of a ListTunnelsRequest.
         * @deprecated Use weft.v1.ListTunnelsRequest.$Properties instead.
         */
        interface IListTunnelsRequest extends weft.v1.ListTunnelsRequest.$Properties {
        }

        /** Represents a ListTunnelsRequest. */
        class ListTunnelsRequest {

            /**
             * Constructs a new ListTunnelsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListTunnelsRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListTunnelsRequest pageSize. */
            pageSize: number;

            /** ListTunnelsRequest pageToken. */
            pageToken: string;

            /** ListTunnelsRequest nodeId. */
            nodeId: string;

            /** ListTunnelsRequest states. */
            states: weft.v1.TunnelState[];

            /**
             * Creates a new ListTunnelsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListTunnelsRequest instance
             */
            static create(properties: weft.v1.ListTunnelsRequest.$Shape): weft.v1.ListTunnelsRequest & weft.v1.ListTunnelsRequest.$Shape;
            static create(properties?: weft.v1.ListTunnelsRequest.$Properties): weft.v1.ListTunnelsRequest;

            /**
             * Encodes the specified ListTunnelsRequest message. Does not implicitly {@link weft.v1.ListTunnelsRequest.verify|verify} messages.
             * @param message ListTunnelsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListTunnelsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListTunnelsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListTunnelsRequest & weft.v1.ListTunnelsRequest.$Shape} ListTunnelsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListTunnelsRequest & weft.v1.ListTunnelsRequest.$Shape;

            /**
             * Creates a ListTunnelsRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListTunnelsRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListTunnelsRequest;

            /**
             * Creates a plain object from a ListTunnelsRequest message. Also converts values to other types if specified.
             * @param message ListTunnelsRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListTunnelsRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListTunnelsRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListTunnelsRequest {

            /** Properties of a ListTunnelsRequest. */
            interface $Properties {

                /** ListTunnelsRequest pageSize */
                pageSize?: (number|null);

                /** ListTunnelsRequest pageToken */
                pageToken?: (string|null);

                /** ListTunnelsRequest nodeId */
                nodeId?: (string|null);

                /** ListTunnelsRequest states */
                states?: (weft.v1.TunnelState[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListTunnelsRequest. */
            type $Shape = weft.v1.ListTunnelsRequest.$Properties;
        }

        /**
         * Properties of a ListTunnelsResponse.
         * @deprecated Use weft.v1.ListTunnelsResponse.$Properties instead.
         */
        interface IListTunnelsResponse extends weft.v1.ListTunnelsResponse.$Properties {
        }

        /** Represents a ListTunnelsResponse. */
        class ListTunnelsResponse {

            /**
             * Constructs a new ListTunnelsResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListTunnelsResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListTunnelsResponse tunnels. */
            tunnels: weft.v1.Tunnel.$Properties[];

            /** ListTunnelsResponse nextPageToken. */
            nextPageToken: string;

            /** ListTunnelsResponse summary. */
            summary?: (weft.v1.TunnelSummary.$Properties|null);

            /**
             * Creates a new ListTunnelsResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListTunnelsResponse instance
             */
            static create(properties: weft.v1.ListTunnelsResponse.$Shape): weft.v1.ListTunnelsResponse & weft.v1.ListTunnelsResponse.$Shape;
            static create(properties?: weft.v1.ListTunnelsResponse.$Properties): weft.v1.ListTunnelsResponse;

            /**
             * Encodes the specified ListTunnelsResponse message. Does not implicitly {@link weft.v1.ListTunnelsResponse.verify|verify} messages.
             * @param message ListTunnelsResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListTunnelsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListTunnelsResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListTunnelsResponse & weft.v1.ListTunnelsResponse.$Shape} ListTunnelsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListTunnelsResponse & weft.v1.ListTunnelsResponse.$Shape;

            /**
             * Creates a ListTunnelsResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListTunnelsResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListTunnelsResponse;

            /**
             * Creates a plain object from a ListTunnelsResponse message. Also converts values to other types if specified.
             * @param message ListTunnelsResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListTunnelsResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListTunnelsResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListTunnelsResponse {

            /** Properties of a ListTunnelsResponse. */
            interface $Properties {

                /** ListTunnelsResponse tunnels */
                tunnels?: (weft.v1.Tunnel.$Properties[]|null);

                /** ListTunnelsResponse nextPageToken */
                nextPageToken?: (string|null);

                /** ListTunnelsResponse summary */
                summary?: (weft.v1.TunnelSummary.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListTunnelsResponse. */
            type $Shape = weft.v1.ListTunnelsResponse.$Properties;
        }

        /**
         * Properties of a TunnelSummary.
         * @deprecated Use weft.v1.TunnelSummary.$Properties instead.
         */
        interface ITunnelSummary extends weft.v1.TunnelSummary.$Properties {
        }

        /** Represents a TunnelSummary. */
        class TunnelSummary {

            /**
             * Constructs a new TunnelSummary.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.TunnelSummary.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TunnelSummary up. */
            up: number;

            /** TunnelSummary degraded. */
            degraded: number;

            /** TunnelSummary down. */
            down: number;

            /** TunnelSummary unknown. */
            unknown: number;

            /** TunnelSummary connected. */
            connected: boolean;

            /** TunnelSummary droppedViews. */
            droppedViews: number;

            /**
             * Creates a new TunnelSummary instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TunnelSummary instance
             */
            static create(properties: weft.v1.TunnelSummary.$Shape): weft.v1.TunnelSummary & weft.v1.TunnelSummary.$Shape;
            static create(properties?: weft.v1.TunnelSummary.$Properties): weft.v1.TunnelSummary;

            /**
             * Encodes the specified TunnelSummary message. Does not implicitly {@link weft.v1.TunnelSummary.verify|verify} messages.
             * @param message TunnelSummary message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.TunnelSummary.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TunnelSummary message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.TunnelSummary & weft.v1.TunnelSummary.$Shape} TunnelSummary
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.TunnelSummary & weft.v1.TunnelSummary.$Shape;

            /**
             * Creates a TunnelSummary message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns TunnelSummary
             */
            static fromObject(object: { [k: string]: any }): weft.v1.TunnelSummary;

            /**
             * Creates a plain object from a TunnelSummary message. Also converts values to other types if specified.
             * @param message TunnelSummary
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.TunnelSummary, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this TunnelSummary to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace TunnelSummary {

            /** Properties of a TunnelSummary. */
            interface $Properties {

                /** TunnelSummary up */
                up?: (number|null);

                /** TunnelSummary degraded */
                degraded?: (number|null);

                /** TunnelSummary down */
                down?: (number|null);

                /** TunnelSummary unknown */
                unknown?: (number|null);

                /** TunnelSummary connected */
                connected?: (boolean|null);

                /** TunnelSummary droppedViews */
                droppedViews?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TunnelSummary. */
            type $Shape = weft.v1.TunnelSummary.$Properties;
        }

        /**
         * Properties of a GetTunnelRequest.
         * @deprecated Use weft.v1.GetTunnelRequest.$Properties instead.
         */
        interface IGetTunnelRequest extends weft.v1.GetTunnelRequest.$Properties {
        }

        /** Represents a GetTunnelRequest. */
        class GetTunnelRequest {

            /**
             * Constructs a new GetTunnelRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.GetTunnelRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GetTunnelRequest nodeA. */
            nodeA: string;

            /** GetTunnelRequest nodeB. */
            nodeB: string;

            /**
             * Creates a new GetTunnelRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GetTunnelRequest instance
             */
            static create(properties: weft.v1.GetTunnelRequest.$Shape): weft.v1.GetTunnelRequest & weft.v1.GetTunnelRequest.$Shape;
            static create(properties?: weft.v1.GetTunnelRequest.$Properties): weft.v1.GetTunnelRequest;

            /**
             * Encodes the specified GetTunnelRequest message. Does not implicitly {@link weft.v1.GetTunnelRequest.verify|verify} messages.
             * @param message GetTunnelRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.GetTunnelRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetTunnelRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.GetTunnelRequest & weft.v1.GetTunnelRequest.$Shape} GetTunnelRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.GetTunnelRequest & weft.v1.GetTunnelRequest.$Shape;

            /**
             * Creates a GetTunnelRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns GetTunnelRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.GetTunnelRequest;

            /**
             * Creates a plain object from a GetTunnelRequest message. Also converts values to other types if specified.
             * @param message GetTunnelRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.GetTunnelRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this GetTunnelRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace GetTunnelRequest {

            /** Properties of a GetTunnelRequest. */
            interface $Properties {

                /** GetTunnelRequest nodeA */
                nodeA?: (string|null);

                /** GetTunnelRequest nodeB */
                nodeB?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetTunnelRequest. */
            type $Shape = weft.v1.GetTunnelRequest.$Properties;
        }

        /**
         * Properties of a GetTunnelResponse.
         * @deprecated Use weft.v1.GetTunnelResponse.$Properties instead.
         */
        interface IGetTunnelResponse extends weft.v1.GetTunnelResponse.$Properties {
        }

        /** Represents a GetTunnelResponse. */
        class GetTunnelResponse {

            /**
             * Constructs a new GetTunnelResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.GetTunnelResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GetTunnelResponse tunnel. */
            tunnel?: (weft.v1.Tunnel.$Properties|null);

            /** GetTunnelResponse aHistory. */
            aHistory: weft.v1.TunnelSample.$Properties[];

            /** GetTunnelResponse bHistory. */
            bHistory: weft.v1.TunnelSample.$Properties[];

            /** GetTunnelResponse incidents. */
            incidents: weft.v1.TunnelIncident.$Properties[];

            /**
             * Creates a new GetTunnelResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GetTunnelResponse instance
             */
            static create(properties: weft.v1.GetTunnelResponse.$Shape): weft.v1.GetTunnelResponse & weft.v1.GetTunnelResponse.$Shape;
            static create(properties?: weft.v1.GetTunnelResponse.$Properties): weft.v1.GetTunnelResponse;

            /**
             * Encodes the specified GetTunnelResponse message. Does not implicitly {@link weft.v1.GetTunnelResponse.verify|verify} messages.
             * @param message GetTunnelResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.GetTunnelResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetTunnelResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.GetTunnelResponse & weft.v1.GetTunnelResponse.$Shape} GetTunnelResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.GetTunnelResponse & weft.v1.GetTunnelResponse.$Shape;

            /**
             * Creates a GetTunnelResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns GetTunnelResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.GetTunnelResponse;

            /**
             * Creates a plain object from a GetTunnelResponse message. Also converts values to other types if specified.
             * @param message GetTunnelResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.GetTunnelResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this GetTunnelResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace GetTunnelResponse {

            /** Properties of a GetTunnelResponse. */
            interface $Properties {

                /** GetTunnelResponse tunnel */
                tunnel?: (weft.v1.Tunnel.$Properties|null);

                /** GetTunnelResponse aHistory */
                aHistory?: (weft.v1.TunnelSample.$Properties[]|null);

                /** GetTunnelResponse bHistory */
                bHistory?: (weft.v1.TunnelSample.$Properties[]|null);

                /** GetTunnelResponse incidents */
                incidents?: (weft.v1.TunnelIncident.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetTunnelResponse. */
            type $Shape = weft.v1.GetTunnelResponse.$Properties;
        }

        /**
         * Properties of a TunnelSample.
         * @deprecated Use weft.v1.TunnelSample.$Properties instead.
         */
        interface ITunnelSample extends weft.v1.TunnelSample.$Properties {
        }

        /** Represents a TunnelSample. */
        class TunnelSample {

            /**
             * Constructs a new TunnelSample.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.TunnelSample.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TunnelSample time. */
            time?: (google.protobuf.Timestamp.$Properties|null);

            /** TunnelSample state. */
            state: weft.v1.TunnelState;

            /** TunnelSample rttP50Ns. */
            rttP50Ns: number;

            /** TunnelSample lossOutPpm. */
            lossOutPpm: number;

            /** TunnelSample lossBackPpm. */
            lossBackPpm: number;

            /**
             * Creates a new TunnelSample instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TunnelSample instance
             */
            static create(properties: weft.v1.TunnelSample.$Shape): weft.v1.TunnelSample & weft.v1.TunnelSample.$Shape;
            static create(properties?: weft.v1.TunnelSample.$Properties): weft.v1.TunnelSample;

            /**
             * Encodes the specified TunnelSample message. Does not implicitly {@link weft.v1.TunnelSample.verify|verify} messages.
             * @param message TunnelSample message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.TunnelSample.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TunnelSample message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.TunnelSample & weft.v1.TunnelSample.$Shape} TunnelSample
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.TunnelSample & weft.v1.TunnelSample.$Shape;

            /**
             * Creates a TunnelSample message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns TunnelSample
             */
            static fromObject(object: { [k: string]: any }): weft.v1.TunnelSample;

            /**
             * Creates a plain object from a TunnelSample message. Also converts values to other types if specified.
             * @param message TunnelSample
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.TunnelSample, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this TunnelSample to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace TunnelSample {

            /** Properties of a TunnelSample. */
            interface $Properties {

                /** TunnelSample time */
                time?: (google.protobuf.Timestamp.$Properties|null);

                /** TunnelSample state */
                state?: (weft.v1.TunnelState|null);

                /** TunnelSample rttP50Ns */
                rttP50Ns?: (number|null);

                /** TunnelSample lossOutPpm */
                lossOutPpm?: (number|null);

                /** TunnelSample lossBackPpm */
                lossBackPpm?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TunnelSample. */
            type $Shape = weft.v1.TunnelSample.$Properties;
        }

        /**
         * Properties of a WatchTunnelsRequest.
         * @deprecated Use weft.v1.WatchTunnelsRequest.$Properties instead.
         */
        interface IWatchTunnelsRequest extends weft.v1.WatchTunnelsRequest.$Properties {
        }

        /** Represents a WatchTunnelsRequest. */
        class WatchTunnelsRequest {

            /**
             * Constructs a new WatchTunnelsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.WatchTunnelsRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WatchTunnelsRequest nodeId. */
            nodeId: string;

            /** WatchTunnelsRequest states. */
            states: weft.v1.TunnelState[];

            /**
             * Creates a new WatchTunnelsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns WatchTunnelsRequest instance
             */
            static create(properties: weft.v1.WatchTunnelsRequest.$Shape): weft.v1.WatchTunnelsRequest & weft.v1.WatchTunnelsRequest.$Shape;
            static create(properties?: weft.v1.WatchTunnelsRequest.$Properties): weft.v1.WatchTunnelsRequest;

            /**
             * Encodes the specified WatchTunnelsRequest message. Does not implicitly {@link weft.v1.WatchTunnelsRequest.verify|verify} messages.
             * @param message WatchTunnelsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.WatchTunnelsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WatchTunnelsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.WatchTunnelsRequest & weft.v1.WatchTunnelsRequest.$Shape} WatchTunnelsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.WatchTunnelsRequest & weft.v1.WatchTunnelsRequest.$Shape;

            /**
             * Creates a WatchTunnelsRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns WatchTunnelsRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.WatchTunnelsRequest;

            /**
             * Creates a plain object from a WatchTunnelsRequest message. Also converts values to other types if specified.
             * @param message WatchTunnelsRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.WatchTunnelsRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this WatchTunnelsRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace WatchTunnelsRequest {

            /** Properties of a WatchTunnelsRequest. */
            interface $Properties {

                /** WatchTunnelsRequest nodeId */
                nodeId?: (string|null);

                /** WatchTunnelsRequest states */
                states?: (weft.v1.TunnelState[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WatchTunnelsRequest. */
            type $Shape = weft.v1.WatchTunnelsRequest.$Properties;
        }

        /** TunnelChangeKind enum. */
        enum TunnelChangeKind {

            /** TUNNEL_CHANGE_KIND_UNSPECIFIED value */
            TUNNEL_CHANGE_KIND_UNSPECIFIED = 0,

            /** TUNNEL_PUT value */
            TUNNEL_PUT = 1,

            /** TUNNEL_GONE value */
            TUNNEL_GONE = 2,

            /** TUNNEL_SYNCED value */
            TUNNEL_SYNCED = 3
        }

        /**
         * Properties of a TunnelChange.
         * @deprecated Use weft.v1.TunnelChange.$Properties instead.
         */
        interface ITunnelChange extends weft.v1.TunnelChange.$Properties {
        }

        /** Represents a TunnelChange. */
        class TunnelChange {

            /**
             * Constructs a new TunnelChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.TunnelChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TunnelChange kind. */
            kind: weft.v1.TunnelChangeKind;

            /** TunnelChange tunnel. */
            tunnel?: (weft.v1.Tunnel.$Properties|null);

            /**
             * Creates a new TunnelChange instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TunnelChange instance
             */
            static create(properties: weft.v1.TunnelChange.$Shape): weft.v1.TunnelChange & weft.v1.TunnelChange.$Shape;
            static create(properties?: weft.v1.TunnelChange.$Properties): weft.v1.TunnelChange;

            /**
             * Encodes the specified TunnelChange message. Does not implicitly {@link weft.v1.TunnelChange.verify|verify} messages.
             * @param message TunnelChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.TunnelChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TunnelChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.TunnelChange & weft.v1.TunnelChange.$Shape} TunnelChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.TunnelChange & weft.v1.TunnelChange.$Shape;

            /**
             * Creates a TunnelChange message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns TunnelChange
             */
            static fromObject(object: { [k: string]: any }): weft.v1.TunnelChange;

            /**
             * Creates a plain object from a TunnelChange message. Also converts values to other types if specified.
             * @param message TunnelChange
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.TunnelChange, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this TunnelChange to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace TunnelChange {

            /** Properties of a TunnelChange. */
            interface $Properties {

                /** TunnelChange kind */
                kind?: (weft.v1.TunnelChangeKind|null);

                /** TunnelChange tunnel */
                tunnel?: (weft.v1.Tunnel.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TunnelChange. */
            type $Shape = weft.v1.TunnelChange.$Properties;
        }

        /**
         * Properties of a ListTunnelIncidentsRequest.
         * @deprecated Use weft.v1.ListTunnelIncidentsRequest.$Properties instead.
         */
        interface IListTunnelIncidentsRequest extends weft.v1.ListTunnelIncidentsRequest.$Properties {
        }

        /** Represents a ListTunnelIncidentsRequest. */
        class ListTunnelIncidentsRequest {

            /**
             * Constructs a new ListTunnelIncidentsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListTunnelIncidentsRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListTunnelIncidentsRequest nodeId. */
            nodeId: string;

            /** ListTunnelIncidentsRequest openOnly. */
            openOnly: boolean;

            /**
             * Creates a new ListTunnelIncidentsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListTunnelIncidentsRequest instance
             */
            static create(properties: weft.v1.ListTunnelIncidentsRequest.$Shape): weft.v1.ListTunnelIncidentsRequest & weft.v1.ListTunnelIncidentsRequest.$Shape;
            static create(properties?: weft.v1.ListTunnelIncidentsRequest.$Properties): weft.v1.ListTunnelIncidentsRequest;

            /**
             * Encodes the specified ListTunnelIncidentsRequest message. Does not implicitly {@link weft.v1.ListTunnelIncidentsRequest.verify|verify} messages.
             * @param message ListTunnelIncidentsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListTunnelIncidentsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListTunnelIncidentsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListTunnelIncidentsRequest & weft.v1.ListTunnelIncidentsRequest.$Shape} ListTunnelIncidentsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListTunnelIncidentsRequest & weft.v1.ListTunnelIncidentsRequest.$Shape;

            /**
             * Creates a ListTunnelIncidentsRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListTunnelIncidentsRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListTunnelIncidentsRequest;

            /**
             * Creates a plain object from a ListTunnelIncidentsRequest message. Also converts values to other types if specified.
             * @param message ListTunnelIncidentsRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListTunnelIncidentsRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListTunnelIncidentsRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListTunnelIncidentsRequest {

            /** Properties of a ListTunnelIncidentsRequest. */
            interface $Properties {

                /** ListTunnelIncidentsRequest nodeId */
                nodeId?: (string|null);

                /** ListTunnelIncidentsRequest openOnly */
                openOnly?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListTunnelIncidentsRequest. */
            type $Shape = weft.v1.ListTunnelIncidentsRequest.$Properties;
        }

        /**
         * Properties of a ListTunnelIncidentsResponse.
         * @deprecated Use weft.v1.ListTunnelIncidentsResponse.$Properties instead.
         */
        interface IListTunnelIncidentsResponse extends weft.v1.ListTunnelIncidentsResponse.$Properties {
        }

        /** Represents a ListTunnelIncidentsResponse. */
        class ListTunnelIncidentsResponse {

            /**
             * Constructs a new ListTunnelIncidentsResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListTunnelIncidentsResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListTunnelIncidentsResponse incidents. */
            incidents: weft.v1.TunnelIncident.$Properties[];

            /**
             * Creates a new ListTunnelIncidentsResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListTunnelIncidentsResponse instance
             */
            static create(properties: weft.v1.ListTunnelIncidentsResponse.$Shape): weft.v1.ListTunnelIncidentsResponse & weft.v1.ListTunnelIncidentsResponse.$Shape;
            static create(properties?: weft.v1.ListTunnelIncidentsResponse.$Properties): weft.v1.ListTunnelIncidentsResponse;

            /**
             * Encodes the specified ListTunnelIncidentsResponse message. Does not implicitly {@link weft.v1.ListTunnelIncidentsResponse.verify|verify} messages.
             * @param message ListTunnelIncidentsResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListTunnelIncidentsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListTunnelIncidentsResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListTunnelIncidentsResponse & weft.v1.ListTunnelIncidentsResponse.$Shape} ListTunnelIncidentsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListTunnelIncidentsResponse & weft.v1.ListTunnelIncidentsResponse.$Shape;

            /**
             * Creates a ListTunnelIncidentsResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListTunnelIncidentsResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListTunnelIncidentsResponse;

            /**
             * Creates a plain object from a ListTunnelIncidentsResponse message. Also converts values to other types if specified.
             * @param message ListTunnelIncidentsResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListTunnelIncidentsResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListTunnelIncidentsResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListTunnelIncidentsResponse {

            /** Properties of a ListTunnelIncidentsResponse. */
            interface $Properties {

                /** ListTunnelIncidentsResponse incidents */
                incidents?: (weft.v1.TunnelIncident.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListTunnelIncidentsResponse. */
            type $Shape = weft.v1.ListTunnelIncidentsResponse.$Properties;
        }

        /**
         * Properties of a ListTunnelTrafficRequest.
         * @deprecated Use weft.v1.ListTunnelTrafficRequest.$Properties instead.
         */
        interface IListTunnelTrafficRequest extends weft.v1.ListTunnelTrafficRequest.$Properties {
        }

        /** Represents a ListTunnelTrafficRequest. */
        class ListTunnelTrafficRequest {

            /**
             * Constructs a new ListTunnelTrafficRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListTunnelTrafficRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListTunnelTrafficRequest pageSize. */
            pageSize: number;

            /** ListTunnelTrafficRequest pageToken. */
            pageToken: string;

            /** ListTunnelTrafficRequest vni. */
            vni: number;

            /** ListTunnelTrafficRequest nodeId. */
            nodeId: string;

            /** ListTunnelTrafficRequest innerFlows. */
            innerFlows: boolean;

            /**
             * Creates a new ListTunnelTrafficRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListTunnelTrafficRequest instance
             */
            static create(properties: weft.v1.ListTunnelTrafficRequest.$Shape): weft.v1.ListTunnelTrafficRequest & weft.v1.ListTunnelTrafficRequest.$Shape;
            static create(properties?: weft.v1.ListTunnelTrafficRequest.$Properties): weft.v1.ListTunnelTrafficRequest;

            /**
             * Encodes the specified ListTunnelTrafficRequest message. Does not implicitly {@link weft.v1.ListTunnelTrafficRequest.verify|verify} messages.
             * @param message ListTunnelTrafficRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListTunnelTrafficRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListTunnelTrafficRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListTunnelTrafficRequest & weft.v1.ListTunnelTrafficRequest.$Shape} ListTunnelTrafficRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListTunnelTrafficRequest & weft.v1.ListTunnelTrafficRequest.$Shape;

            /**
             * Creates a ListTunnelTrafficRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListTunnelTrafficRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListTunnelTrafficRequest;

            /**
             * Creates a plain object from a ListTunnelTrafficRequest message. Also converts values to other types if specified.
             * @param message ListTunnelTrafficRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListTunnelTrafficRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListTunnelTrafficRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListTunnelTrafficRequest {

            /** Properties of a ListTunnelTrafficRequest. */
            interface $Properties {

                /** ListTunnelTrafficRequest pageSize */
                pageSize?: (number|null);

                /** ListTunnelTrafficRequest pageToken */
                pageToken?: (string|null);

                /** ListTunnelTrafficRequest vni */
                vni?: (number|null);

                /** ListTunnelTrafficRequest nodeId */
                nodeId?: (string|null);

                /** ListTunnelTrafficRequest innerFlows */
                innerFlows?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListTunnelTrafficRequest. */
            type $Shape = weft.v1.ListTunnelTrafficRequest.$Properties;
        }

        /**
         * Properties of a ListTunnelTrafficResponse.
         * @deprecated Use weft.v1.ListTunnelTrafficResponse.$Properties instead.
         */
        interface IListTunnelTrafficResponse extends weft.v1.ListTunnelTrafficResponse.$Properties {
        }

        /** Represents a ListTunnelTrafficResponse. */
        class ListTunnelTrafficResponse {

            /**
             * Constructs a new ListTunnelTrafficResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListTunnelTrafficResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListTunnelTrafficResponse traffic. */
            traffic: weft.v1.NodeTraffic.$Properties[];

            /** ListTunnelTrafficResponse nextPageToken. */
            nextPageToken: string;

            /**
             * Creates a new ListTunnelTrafficResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListTunnelTrafficResponse instance
             */
            static create(properties: weft.v1.ListTunnelTrafficResponse.$Shape): weft.v1.ListTunnelTrafficResponse & weft.v1.ListTunnelTrafficResponse.$Shape;
            static create(properties?: weft.v1.ListTunnelTrafficResponse.$Properties): weft.v1.ListTunnelTrafficResponse;

            /**
             * Encodes the specified ListTunnelTrafficResponse message. Does not implicitly {@link weft.v1.ListTunnelTrafficResponse.verify|verify} messages.
             * @param message ListTunnelTrafficResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListTunnelTrafficResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListTunnelTrafficResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListTunnelTrafficResponse & weft.v1.ListTunnelTrafficResponse.$Shape} ListTunnelTrafficResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListTunnelTrafficResponse & weft.v1.ListTunnelTrafficResponse.$Shape;

            /**
             * Creates a ListTunnelTrafficResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListTunnelTrafficResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListTunnelTrafficResponse;

            /**
             * Creates a plain object from a ListTunnelTrafficResponse message. Also converts values to other types if specified.
             * @param message ListTunnelTrafficResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListTunnelTrafficResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListTunnelTrafficResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListTunnelTrafficResponse {

            /** Properties of a ListTunnelTrafficResponse. */
            interface $Properties {

                /** ListTunnelTrafficResponse traffic */
                traffic?: (weft.v1.NodeTraffic.$Properties[]|null);

                /** ListTunnelTrafficResponse nextPageToken */
                nextPageToken?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListTunnelTrafficResponse. */
            type $Shape = weft.v1.ListTunnelTrafficResponse.$Properties;
        }

        /**
         * Properties of a NodeTraffic.
         * @deprecated Use weft.v1.NodeTraffic.$Properties instead.
         */
        interface INodeTraffic extends weft.v1.NodeTraffic.$Properties {
        }

        /** Represents a NodeTraffic. */
        class NodeTraffic {

            /**
             * Constructs a new NodeTraffic.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.NodeTraffic.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NodeTraffic nodeId. */
            nodeId: string;

            /** NodeTraffic networkId. */
            networkId: string;

            /** NodeTraffic total. */
            total?: (weft.v1.TunnelTraffic.$Properties|null);

            /** NodeTraffic sentBytesPerSecond. */
            sentBytesPerSecond: number;

            /** NodeTraffic receivedBytesPerSecond. */
            receivedBytesPerSecond: number;

            /** NodeTraffic innerFlows. */
            innerFlows: weft.v1.InnerFlow.$Properties[];

            /**
             * Creates a new NodeTraffic instance using the specified properties.
             * @param [properties] Properties to set
             * @returns NodeTraffic instance
             */
            static create(properties: weft.v1.NodeTraffic.$Shape): weft.v1.NodeTraffic & weft.v1.NodeTraffic.$Shape;
            static create(properties?: weft.v1.NodeTraffic.$Properties): weft.v1.NodeTraffic;

            /**
             * Encodes the specified NodeTraffic message. Does not implicitly {@link weft.v1.NodeTraffic.verify|verify} messages.
             * @param message NodeTraffic message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.NodeTraffic.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NodeTraffic message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.NodeTraffic & weft.v1.NodeTraffic.$Shape} NodeTraffic
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.NodeTraffic & weft.v1.NodeTraffic.$Shape;

            /**
             * Creates a NodeTraffic message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns NodeTraffic
             */
            static fromObject(object: { [k: string]: any }): weft.v1.NodeTraffic;

            /**
             * Creates a plain object from a NodeTraffic message. Also converts values to other types if specified.
             * @param message NodeTraffic
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.NodeTraffic, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this NodeTraffic to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace NodeTraffic {

            /** Properties of a NodeTraffic. */
            interface $Properties {

                /** NodeTraffic nodeId */
                nodeId?: (string|null);

                /** NodeTraffic networkId */
                networkId?: (string|null);

                /** NodeTraffic total */
                total?: (weft.v1.TunnelTraffic.$Properties|null);

                /** NodeTraffic sentBytesPerSecond */
                sentBytesPerSecond?: (number|null);

                /** NodeTraffic receivedBytesPerSecond */
                receivedBytesPerSecond?: (number|null);

                /** NodeTraffic innerFlows */
                innerFlows?: (weft.v1.InnerFlow.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NodeTraffic. */
            type $Shape = weft.v1.NodeTraffic.$Properties;
        }

        /**
         * Properties of a FlowBatch.
         * @deprecated Use weft.v1.FlowBatch.$Properties instead.
         */
        interface IFlowBatch extends weft.v1.FlowBatch.$Properties {
        }

        /** Represents a FlowBatch. */
        class FlowBatch {

            /**
             * Constructs a new FlowBatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.FlowBatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FlowBatch nodeId. */
            nodeId: string;

            /** FlowBatch tenantId. */
            tenantId: string;

            /** FlowBatch networkId. */
            networkId: string;

            /** FlowBatch records. */
            records: weft.v1.FlowRecord.$Properties[];

            /** FlowBatch agentInstance. */
            agentInstance: string;

            /** FlowBatch sequence. */
            sequence: number;

            /** FlowBatch losses. */
            losses?: (weft.v1.FlowLosses.$Properties|null);

            /**
             * Creates a new FlowBatch instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FlowBatch instance
             */
            static create(properties: weft.v1.FlowBatch.$Shape): weft.v1.FlowBatch & weft.v1.FlowBatch.$Shape;
            static create(properties?: weft.v1.FlowBatch.$Properties): weft.v1.FlowBatch;

            /**
             * Encodes the specified FlowBatch message. Does not implicitly {@link weft.v1.FlowBatch.verify|verify} messages.
             * @param message FlowBatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.FlowBatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FlowBatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.FlowBatch & weft.v1.FlowBatch.$Shape} FlowBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.FlowBatch & weft.v1.FlowBatch.$Shape;

            /**
             * Creates a FlowBatch message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns FlowBatch
             */
            static fromObject(object: { [k: string]: any }): weft.v1.FlowBatch;

            /**
             * Creates a plain object from a FlowBatch message. Also converts values to other types if specified.
             * @param message FlowBatch
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.FlowBatch, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this FlowBatch to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace FlowBatch {

            /** Properties of a FlowBatch. */
            interface $Properties {

                /** FlowBatch nodeId */
                nodeId?: (string|null);

                /** FlowBatch tenantId */
                tenantId?: (string|null);

                /** FlowBatch networkId */
                networkId?: (string|null);

                /** FlowBatch records */
                records?: (weft.v1.FlowRecord.$Properties[]|null);

                /** FlowBatch agentInstance */
                agentInstance?: (string|null);

                /** FlowBatch sequence */
                sequence?: (number|null);

                /** FlowBatch losses */
                losses?: (weft.v1.FlowLosses.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FlowBatch. */
            type $Shape = weft.v1.FlowBatch.$Properties;
        }

        /**
         * Properties of a FlowLosses.
         * @deprecated Use weft.v1.FlowLosses.$Properties instead.
         */
        interface IFlowLosses extends weft.v1.FlowLosses.$Properties {
        }

        /** Represents a FlowLosses. */
        class FlowLosses {

            /**
             * Constructs a new FlowLosses.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.FlowLosses.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FlowLosses tableFull. */
            tableFull: number;

            /** FlowLosses ringFull. */
            ringFull: number;

            /** FlowLosses publishDropped. */
            publishDropped: number;

            /**
             * Creates a new FlowLosses instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FlowLosses instance
             */
            static create(properties: weft.v1.FlowLosses.$Shape): weft.v1.FlowLosses & weft.v1.FlowLosses.$Shape;
            static create(properties?: weft.v1.FlowLosses.$Properties): weft.v1.FlowLosses;

            /**
             * Encodes the specified FlowLosses message. Does not implicitly {@link weft.v1.FlowLosses.verify|verify} messages.
             * @param message FlowLosses message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.FlowLosses.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FlowLosses message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.FlowLosses & weft.v1.FlowLosses.$Shape} FlowLosses
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.FlowLosses & weft.v1.FlowLosses.$Shape;

            /**
             * Creates a FlowLosses message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns FlowLosses
             */
            static fromObject(object: { [k: string]: any }): weft.v1.FlowLosses;

            /**
             * Creates a plain object from a FlowLosses message. Also converts values to other types if specified.
             * @param message FlowLosses
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.FlowLosses, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this FlowLosses to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace FlowLosses {

            /** Properties of a FlowLosses. */
            interface $Properties {

                /** FlowLosses tableFull */
                tableFull?: (number|null);

                /** FlowLosses ringFull */
                ringFull?: (number|null);

                /** FlowLosses publishDropped */
                publishDropped?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FlowLosses. */
            type $Shape = weft.v1.FlowLosses.$Properties;
        }

        /** FlowKind enum. */
        enum FlowKind {

            /** FLOW_KIND_UNSPECIFIED value */
            FLOW_KIND_UNSPECIFIED = 0,

            /** START value */
            START = 1,

            /** UPDATE value */
            UPDATE = 2,

            /** END value */
            END = 3,

            /** DENIED value */
            DENIED = 4
        }

        /**
         * Properties of a FlowRecord.
         * @deprecated Use weft.v1.FlowRecord.$Properties instead.
         */
        interface IFlowRecord extends weft.v1.FlowRecord.$Properties {
        }

        /** Represents a FlowRecord. */
        class FlowRecord {

            /**
             * Constructs a new FlowRecord.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.FlowRecord.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FlowRecord kind. */
            kind: weft.v1.FlowKind;

            /** FlowRecord portId. */
            portId: string;

            /** FlowRecord generation. */
            generation: number;

            /** FlowRecord source. */
            source?: (weft.v1.IpAddress.$Properties|null);

            /** FlowRecord destination. */
            destination?: (weft.v1.IpAddress.$Properties|null);

            /** FlowRecord protocol. */
            protocol: number;

            /** FlowRecord sourceL4Port. */
            sourceL4Port: number;

            /** FlowRecord destinationL4Port. */
            destinationL4Port: number;

            /** FlowRecord packets. */
            packets: number;

            /** FlowRecord bytes. */
            bytes: number;

            /** FlowRecord firstUnixNs. */
            firstUnixNs: number;

            /** FlowRecord lastUnixNs. */
            lastUnixNs: number;

            /** FlowRecord tcpFlags. */
            tcpFlags: number;

            /** FlowRecord dropReason. */
            dropReason: string;

            /**
             * Creates a new FlowRecord instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FlowRecord instance
             */
            static create(properties: weft.v1.FlowRecord.$Shape): weft.v1.FlowRecord & weft.v1.FlowRecord.$Shape;
            static create(properties?: weft.v1.FlowRecord.$Properties): weft.v1.FlowRecord;

            /**
             * Encodes the specified FlowRecord message. Does not implicitly {@link weft.v1.FlowRecord.verify|verify} messages.
             * @param message FlowRecord message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.FlowRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FlowRecord message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.FlowRecord & weft.v1.FlowRecord.$Shape} FlowRecord
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.FlowRecord & weft.v1.FlowRecord.$Shape;

            /**
             * Creates a FlowRecord message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns FlowRecord
             */
            static fromObject(object: { [k: string]: any }): weft.v1.FlowRecord;

            /**
             * Creates a plain object from a FlowRecord message. Also converts values to other types if specified.
             * @param message FlowRecord
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.FlowRecord, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this FlowRecord to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace FlowRecord {

            /** Properties of a FlowRecord. */
            interface $Properties {

                /** FlowRecord kind */
                kind?: (weft.v1.FlowKind|null);

                /** FlowRecord portId */
                portId?: (string|null);

                /** FlowRecord generation */
                generation?: (number|null);

                /** FlowRecord source */
                source?: (weft.v1.IpAddress.$Properties|null);

                /** FlowRecord destination */
                destination?: (weft.v1.IpAddress.$Properties|null);

                /** FlowRecord protocol */
                protocol?: (number|null);

                /** FlowRecord sourceL4Port */
                sourceL4Port?: (number|null);

                /** FlowRecord destinationL4Port */
                destinationL4Port?: (number|null);

                /** FlowRecord packets */
                packets?: (number|null);

                /** FlowRecord bytes */
                bytes?: (number|null);

                /** FlowRecord firstUnixNs */
                firstUnixNs?: (number|null);

                /** FlowRecord lastUnixNs */
                lastUnixNs?: (number|null);

                /** FlowRecord tcpFlags */
                tcpFlags?: (number|null);

                /** FlowRecord dropReason */
                dropReason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FlowRecord. */
            type $Shape = weft.v1.FlowRecord.$Properties;
        }

        /**
         * Properties of a Keyring.
         * @deprecated Use weft.v1.Keyring.$Properties instead.
         */
        interface IKeyring extends weft.v1.Keyring.$Properties {
        }

        /** Represents a Keyring. */
        class Keyring {

            /**
             * Constructs a new Keyring.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Keyring.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Keyring metadata. */
            metadata?: (weft.v1.Metadata.$Properties|null);

            /** Keyring probeKeys. */
            probeKeys: Uint8Array[];

            /** Keyring stage. */
            stage: weft.v1.KeyringStage;

            /**
             * Creates a new Keyring instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Keyring instance
             */
            static create(properties: weft.v1.Keyring.$Shape): weft.v1.Keyring & weft.v1.Keyring.$Shape;
            static create(properties?: weft.v1.Keyring.$Properties): weft.v1.Keyring;

            /**
             * Encodes the specified Keyring message. Does not implicitly {@link weft.v1.Keyring.verify|verify} messages.
             * @param message Keyring message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Keyring.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Keyring message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Keyring & weft.v1.Keyring.$Shape} Keyring
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Keyring & weft.v1.Keyring.$Shape;

            /**
             * Creates a Keyring message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Keyring
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Keyring;

            /**
             * Creates a plain object from a Keyring message. Also converts values to other types if specified.
             * @param message Keyring
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Keyring, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Keyring to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Keyring {

            /** Properties of a Keyring. */
            interface $Properties {

                /** Keyring metadata */
                metadata?: (weft.v1.Metadata.$Properties|null);

                /** Keyring probeKeys */
                probeKeys?: (Uint8Array[]|null);

                /** Keyring stage */
                stage?: (weft.v1.KeyringStage|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Keyring. */
            type $Shape = weft.v1.Keyring.$Properties;
        }

        /** KeyringStage enum. */
        enum KeyringStage {

            /** KEYRING_SETTLED value */
            KEYRING_SETTLED = 0,

            /** KEYRING_LEARN value */
            KEYRING_LEARN = 1,

            /** KEYRING_USE value */
            KEYRING_USE = 2,

            /** KEYRING_FORGET value */
            KEYRING_FORGET = 3
        }

        /**
         * Properties of a Network.
         * @deprecated Use weft.v1.Network.$Properties instead.
         */
        interface INetwork extends weft.v1.Network.$Properties {
        }

        /** Represents a Network. */
        class Network {

            /**
             * Constructs a new Network.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Network.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Network metadata. */
            metadata?: (weft.v1.Metadata.$Properties|null);

            /** Network tenantId. */
            tenantId: string;

            /** Network vni. */
            vni: number;

            /** Network mtu. */
            mtu: number;

            /** Network status. */
            status?: (weft.v1.NetworkStatus.$Properties|null);

            /**
             * Creates a new Network instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Network instance
             */
            static create(properties: weft.v1.Network.$Shape): weft.v1.Network & weft.v1.Network.$Shape;
            static create(properties?: weft.v1.Network.$Properties): weft.v1.Network;

            /**
             * Encodes the specified Network message. Does not implicitly {@link weft.v1.Network.verify|verify} messages.
             * @param message Network message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Network.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Network message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Network & weft.v1.Network.$Shape} Network
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Network & weft.v1.Network.$Shape;

            /**
             * Creates a Network message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Network
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Network;

            /**
             * Creates a plain object from a Network message. Also converts values to other types if specified.
             * @param message Network
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Network, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Network to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Network {

            /** Properties of a Network. */
            interface $Properties {

                /** Network metadata */
                metadata?: (weft.v1.Metadata.$Properties|null);

                /** Network tenantId */
                tenantId?: (string|null);

                /** Network vni */
                vni?: (number|null);

                /** Network mtu */
                mtu?: (number|null);

                /** Network status */
                status?: (weft.v1.NetworkStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Network. */
            type $Shape = weft.v1.Network.$Properties;
        }

        /**
         * Properties of a NetworkStatus.
         * @deprecated Use weft.v1.NetworkStatus.$Properties instead.
         */
        interface INetworkStatus extends weft.v1.NetworkStatus.$Properties {
        }

        /** Represents a NetworkStatus. */
        class NetworkStatus {

            /**
             * Constructs a new NetworkStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.NetworkStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NetworkStatus nacks. */
            nacks: weft.v1.NackedEntry.$Properties[];

            /** NetworkStatus nackCount. */
            nackCount: number;

            /** NetworkStatus conditions. */
            conditions: weft.v1.Condition.$Properties[];

            /**
             * Creates a new NetworkStatus instance using the specified properties.
             * @param [properties] Properties to set
             * @returns NetworkStatus instance
             */
            static create(properties: weft.v1.NetworkStatus.$Shape): weft.v1.NetworkStatus & weft.v1.NetworkStatus.$Shape;
            static create(properties?: weft.v1.NetworkStatus.$Properties): weft.v1.NetworkStatus;

            /**
             * Encodes the specified NetworkStatus message. Does not implicitly {@link weft.v1.NetworkStatus.verify|verify} messages.
             * @param message NetworkStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.NetworkStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NetworkStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.NetworkStatus & weft.v1.NetworkStatus.$Shape} NetworkStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.NetworkStatus & weft.v1.NetworkStatus.$Shape;

            /**
             * Creates a NetworkStatus message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns NetworkStatus
             */
            static fromObject(object: { [k: string]: any }): weft.v1.NetworkStatus;

            /**
             * Creates a plain object from a NetworkStatus message. Also converts values to other types if specified.
             * @param message NetworkStatus
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.NetworkStatus, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this NetworkStatus to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace NetworkStatus {

            /** Properties of a NetworkStatus. */
            interface $Properties {

                /** NetworkStatus nacks */
                nacks?: (weft.v1.NackedEntry.$Properties[]|null);

                /** NetworkStatus nackCount */
                nackCount?: (number|null);

                /** NetworkStatus conditions */
                conditions?: (weft.v1.Condition.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NetworkStatus. */
            type $Shape = weft.v1.NetworkStatus.$Properties;
        }

        /**
         * Properties of a CreateNetworkRequest.
         * @deprecated Use weft.v1.CreateNetworkRequest.$Properties instead.
         */
        interface ICreateNetworkRequest extends weft.v1.CreateNetworkRequest.$Properties {
        }

        /** Represents a CreateNetworkRequest. */
        class CreateNetworkRequest {

            /**
             * Constructs a new CreateNetworkRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.CreateNetworkRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CreateNetworkRequest network. */
            network?: (weft.v1.Network.$Properties|null);

            /** CreateNetworkRequest requestId. */
            requestId: string;

            /** CreateNetworkRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new CreateNetworkRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CreateNetworkRequest instance
             */
            static create(properties: weft.v1.CreateNetworkRequest.$Shape): weft.v1.CreateNetworkRequest & weft.v1.CreateNetworkRequest.$Shape;
            static create(properties?: weft.v1.CreateNetworkRequest.$Properties): weft.v1.CreateNetworkRequest;

            /**
             * Encodes the specified CreateNetworkRequest message. Does not implicitly {@link weft.v1.CreateNetworkRequest.verify|verify} messages.
             * @param message CreateNetworkRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.CreateNetworkRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CreateNetworkRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.CreateNetworkRequest & weft.v1.CreateNetworkRequest.$Shape} CreateNetworkRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.CreateNetworkRequest & weft.v1.CreateNetworkRequest.$Shape;

            /**
             * Creates a CreateNetworkRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns CreateNetworkRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.CreateNetworkRequest;

            /**
             * Creates a plain object from a CreateNetworkRequest message. Also converts values to other types if specified.
             * @param message CreateNetworkRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.CreateNetworkRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this CreateNetworkRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace CreateNetworkRequest {

            /** Properties of a CreateNetworkRequest. */
            interface $Properties {

                /** CreateNetworkRequest network */
                network?: (weft.v1.Network.$Properties|null);

                /** CreateNetworkRequest requestId */
                requestId?: (string|null);

                /** CreateNetworkRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CreateNetworkRequest. */
            type $Shape = weft.v1.CreateNetworkRequest.$Properties;
        }

        /**
         * Properties of a GetNetworkRequest.
         * @deprecated Use weft.v1.GetNetworkRequest.$Properties instead.
         */
        interface IGetNetworkRequest extends weft.v1.GetNetworkRequest.$Properties {
        }

        /** Represents a GetNetworkRequest. */
        class GetNetworkRequest {

            /**
             * Constructs a new GetNetworkRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.GetNetworkRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GetNetworkRequest id. */
            id: string;

            /**
             * Creates a new GetNetworkRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GetNetworkRequest instance
             */
            static create(properties: weft.v1.GetNetworkRequest.$Shape): weft.v1.GetNetworkRequest & weft.v1.GetNetworkRequest.$Shape;
            static create(properties?: weft.v1.GetNetworkRequest.$Properties): weft.v1.GetNetworkRequest;

            /**
             * Encodes the specified GetNetworkRequest message. Does not implicitly {@link weft.v1.GetNetworkRequest.verify|verify} messages.
             * @param message GetNetworkRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.GetNetworkRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetNetworkRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.GetNetworkRequest & weft.v1.GetNetworkRequest.$Shape} GetNetworkRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.GetNetworkRequest & weft.v1.GetNetworkRequest.$Shape;

            /**
             * Creates a GetNetworkRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns GetNetworkRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.GetNetworkRequest;

            /**
             * Creates a plain object from a GetNetworkRequest message. Also converts values to other types if specified.
             * @param message GetNetworkRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.GetNetworkRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this GetNetworkRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace GetNetworkRequest {

            /** Properties of a GetNetworkRequest. */
            interface $Properties {

                /** GetNetworkRequest id */
                id?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetNetworkRequest. */
            type $Shape = weft.v1.GetNetworkRequest.$Properties;
        }

        /**
         * Properties of a ListNetworksRequest.
         * @deprecated Use weft.v1.ListNetworksRequest.$Properties instead.
         */
        interface IListNetworksRequest extends weft.v1.ListNetworksRequest.$Properties {
        }

        /** Represents a ListNetworksRequest. */
        class ListNetworksRequest {

            /**
             * Constructs a new ListNetworksRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListNetworksRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListNetworksRequest options. */
            options?: (weft.v1.ListOptions.$Properties|null);

            /** ListNetworksRequest tenantId. */
            tenantId: string;

            /**
             * Creates a new ListNetworksRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListNetworksRequest instance
             */
            static create(properties: weft.v1.ListNetworksRequest.$Shape): weft.v1.ListNetworksRequest & weft.v1.ListNetworksRequest.$Shape;
            static create(properties?: weft.v1.ListNetworksRequest.$Properties): weft.v1.ListNetworksRequest;

            /**
             * Encodes the specified ListNetworksRequest message. Does not implicitly {@link weft.v1.ListNetworksRequest.verify|verify} messages.
             * @param message ListNetworksRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListNetworksRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListNetworksRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListNetworksRequest & weft.v1.ListNetworksRequest.$Shape} ListNetworksRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListNetworksRequest & weft.v1.ListNetworksRequest.$Shape;

            /**
             * Creates a ListNetworksRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListNetworksRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListNetworksRequest;

            /**
             * Creates a plain object from a ListNetworksRequest message. Also converts values to other types if specified.
             * @param message ListNetworksRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListNetworksRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListNetworksRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListNetworksRequest {

            /** Properties of a ListNetworksRequest. */
            interface $Properties {

                /** ListNetworksRequest options */
                options?: (weft.v1.ListOptions.$Properties|null);

                /** ListNetworksRequest tenantId */
                tenantId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListNetworksRequest. */
            type $Shape = weft.v1.ListNetworksRequest.$Properties;
        }

        /**
         * Properties of a ListNetworksResponse.
         * @deprecated Use weft.v1.ListNetworksResponse.$Properties instead.
         */
        interface IListNetworksResponse extends weft.v1.ListNetworksResponse.$Properties {
        }

        /** Represents a ListNetworksResponse. */
        class ListNetworksResponse {

            /**
             * Constructs a new ListNetworksResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListNetworksResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListNetworksResponse networks. */
            networks: weft.v1.Network.$Properties[];

            /** ListNetworksResponse nextPageToken. */
            nextPageToken: string;

            /** ListNetworksResponse revision. */
            revision: number;

            /**
             * Creates a new ListNetworksResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListNetworksResponse instance
             */
            static create(properties: weft.v1.ListNetworksResponse.$Shape): weft.v1.ListNetworksResponse & weft.v1.ListNetworksResponse.$Shape;
            static create(properties?: weft.v1.ListNetworksResponse.$Properties): weft.v1.ListNetworksResponse;

            /**
             * Encodes the specified ListNetworksResponse message. Does not implicitly {@link weft.v1.ListNetworksResponse.verify|verify} messages.
             * @param message ListNetworksResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListNetworksResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListNetworksResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListNetworksResponse & weft.v1.ListNetworksResponse.$Shape} ListNetworksResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListNetworksResponse & weft.v1.ListNetworksResponse.$Shape;

            /**
             * Creates a ListNetworksResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListNetworksResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListNetworksResponse;

            /**
             * Creates a plain object from a ListNetworksResponse message. Also converts values to other types if specified.
             * @param message ListNetworksResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListNetworksResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListNetworksResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListNetworksResponse {

            /** Properties of a ListNetworksResponse. */
            interface $Properties {

                /** ListNetworksResponse networks */
                networks?: (weft.v1.Network.$Properties[]|null);

                /** ListNetworksResponse nextPageToken */
                nextPageToken?: (string|null);

                /** ListNetworksResponse revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListNetworksResponse. */
            type $Shape = weft.v1.ListNetworksResponse.$Properties;
        }

        /**
         * Properties of an UpdateNetworkRequest.
         * @deprecated Use weft.v1.UpdateNetworkRequest.$Properties instead.
         */
        interface IUpdateNetworkRequest extends weft.v1.UpdateNetworkRequest.$Properties {
        }

        /** Represents an UpdateNetworkRequest. */
        class UpdateNetworkRequest {

            /**
             * Constructs a new UpdateNetworkRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.UpdateNetworkRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UpdateNetworkRequest network. */
            network?: (weft.v1.Network.$Properties|null);

            /** UpdateNetworkRequest updateMask. */
            updateMask?: (google.protobuf.FieldMask.$Properties|null);

            /** UpdateNetworkRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new UpdateNetworkRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UpdateNetworkRequest instance
             */
            static create(properties: weft.v1.UpdateNetworkRequest.$Shape): weft.v1.UpdateNetworkRequest & weft.v1.UpdateNetworkRequest.$Shape;
            static create(properties?: weft.v1.UpdateNetworkRequest.$Properties): weft.v1.UpdateNetworkRequest;

            /**
             * Encodes the specified UpdateNetworkRequest message. Does not implicitly {@link weft.v1.UpdateNetworkRequest.verify|verify} messages.
             * @param message UpdateNetworkRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.UpdateNetworkRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UpdateNetworkRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.UpdateNetworkRequest & weft.v1.UpdateNetworkRequest.$Shape} UpdateNetworkRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.UpdateNetworkRequest & weft.v1.UpdateNetworkRequest.$Shape;

            /**
             * Creates an UpdateNetworkRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns UpdateNetworkRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.UpdateNetworkRequest;

            /**
             * Creates a plain object from an UpdateNetworkRequest message. Also converts values to other types if specified.
             * @param message UpdateNetworkRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.UpdateNetworkRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this UpdateNetworkRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace UpdateNetworkRequest {

            /** Properties of an UpdateNetworkRequest. */
            interface $Properties {

                /** UpdateNetworkRequest network */
                network?: (weft.v1.Network.$Properties|null);

                /** UpdateNetworkRequest updateMask */
                updateMask?: (google.protobuf.FieldMask.$Properties|null);

                /** UpdateNetworkRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UpdateNetworkRequest. */
            type $Shape = weft.v1.UpdateNetworkRequest.$Properties;
        }

        /**
         * Properties of a DeleteNetworkRequest.
         * @deprecated Use weft.v1.DeleteNetworkRequest.$Properties instead.
         */
        interface IDeleteNetworkRequest extends weft.v1.DeleteNetworkRequest.$Properties {
        }

        /** Represents a DeleteNetworkRequest. */
        class DeleteNetworkRequest {

            /**
             * Constructs a new DeleteNetworkRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.DeleteNetworkRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeleteNetworkRequest id. */
            id: string;

            /** DeleteNetworkRequest etag. */
            etag: string;

            /** DeleteNetworkRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new DeleteNetworkRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeleteNetworkRequest instance
             */
            static create(properties: weft.v1.DeleteNetworkRequest.$Shape): weft.v1.DeleteNetworkRequest & weft.v1.DeleteNetworkRequest.$Shape;
            static create(properties?: weft.v1.DeleteNetworkRequest.$Properties): weft.v1.DeleteNetworkRequest;

            /**
             * Encodes the specified DeleteNetworkRequest message. Does not implicitly {@link weft.v1.DeleteNetworkRequest.verify|verify} messages.
             * @param message DeleteNetworkRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.DeleteNetworkRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeleteNetworkRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.DeleteNetworkRequest & weft.v1.DeleteNetworkRequest.$Shape} DeleteNetworkRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.DeleteNetworkRequest & weft.v1.DeleteNetworkRequest.$Shape;

            /**
             * Creates a DeleteNetworkRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DeleteNetworkRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.DeleteNetworkRequest;

            /**
             * Creates a plain object from a DeleteNetworkRequest message. Also converts values to other types if specified.
             * @param message DeleteNetworkRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.DeleteNetworkRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DeleteNetworkRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace DeleteNetworkRequest {

            /** Properties of a DeleteNetworkRequest. */
            interface $Properties {

                /** DeleteNetworkRequest id */
                id?: (string|null);

                /** DeleteNetworkRequest etag */
                etag?: (string|null);

                /** DeleteNetworkRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeleteNetworkRequest. */
            type $Shape = weft.v1.DeleteNetworkRequest.$Properties;
        }

        /**
         * Properties of a DeleteNetworkResponse.
         * @deprecated Use weft.v1.DeleteNetworkResponse.$Properties instead.
         */
        interface IDeleteNetworkResponse extends weft.v1.DeleteNetworkResponse.$Properties {
        }

        /** Represents a DeleteNetworkResponse. */
        class DeleteNetworkResponse {

            /**
             * Constructs a new DeleteNetworkResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.DeleteNetworkResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeleteNetworkResponse revision. */
            revision: number;

            /**
             * Creates a new DeleteNetworkResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeleteNetworkResponse instance
             */
            static create(properties: weft.v1.DeleteNetworkResponse.$Shape): weft.v1.DeleteNetworkResponse & weft.v1.DeleteNetworkResponse.$Shape;
            static create(properties?: weft.v1.DeleteNetworkResponse.$Properties): weft.v1.DeleteNetworkResponse;

            /**
             * Encodes the specified DeleteNetworkResponse message. Does not implicitly {@link weft.v1.DeleteNetworkResponse.verify|verify} messages.
             * @param message DeleteNetworkResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.DeleteNetworkResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeleteNetworkResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.DeleteNetworkResponse & weft.v1.DeleteNetworkResponse.$Shape} DeleteNetworkResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.DeleteNetworkResponse & weft.v1.DeleteNetworkResponse.$Shape;

            /**
             * Creates a DeleteNetworkResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DeleteNetworkResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.DeleteNetworkResponse;

            /**
             * Creates a plain object from a DeleteNetworkResponse message. Also converts values to other types if specified.
             * @param message DeleteNetworkResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.DeleteNetworkResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DeleteNetworkResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace DeleteNetworkResponse {

            /** Properties of a DeleteNetworkResponse. */
            interface $Properties {

                /** DeleteNetworkResponse revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeleteNetworkResponse. */
            type $Shape = weft.v1.DeleteNetworkResponse.$Properties;
        }

        /**
         * Properties of a WatchNetworksRequest.
         * @deprecated Use weft.v1.WatchNetworksRequest.$Properties instead.
         */
        interface IWatchNetworksRequest extends weft.v1.WatchNetworksRequest.$Properties {
        }

        /** Represents a WatchNetworksRequest. */
        class WatchNetworksRequest {

            /**
             * Constructs a new WatchNetworksRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.WatchNetworksRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WatchNetworksRequest options. */
            options?: (weft.v1.WatchOptions.$Properties|null);

            /** WatchNetworksRequest tenantId. */
            tenantId: string;

            /**
             * Creates a new WatchNetworksRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns WatchNetworksRequest instance
             */
            static create(properties: weft.v1.WatchNetworksRequest.$Shape): weft.v1.WatchNetworksRequest & weft.v1.WatchNetworksRequest.$Shape;
            static create(properties?: weft.v1.WatchNetworksRequest.$Properties): weft.v1.WatchNetworksRequest;

            /**
             * Encodes the specified WatchNetworksRequest message. Does not implicitly {@link weft.v1.WatchNetworksRequest.verify|verify} messages.
             * @param message WatchNetworksRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.WatchNetworksRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WatchNetworksRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.WatchNetworksRequest & weft.v1.WatchNetworksRequest.$Shape} WatchNetworksRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.WatchNetworksRequest & weft.v1.WatchNetworksRequest.$Shape;

            /**
             * Creates a WatchNetworksRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns WatchNetworksRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.WatchNetworksRequest;

            /**
             * Creates a plain object from a WatchNetworksRequest message. Also converts values to other types if specified.
             * @param message WatchNetworksRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.WatchNetworksRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this WatchNetworksRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace WatchNetworksRequest {

            /** Properties of a WatchNetworksRequest. */
            interface $Properties {

                /** WatchNetworksRequest options */
                options?: (weft.v1.WatchOptions.$Properties|null);

                /** WatchNetworksRequest tenantId */
                tenantId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WatchNetworksRequest. */
            type $Shape = weft.v1.WatchNetworksRequest.$Properties;
        }

        /**
         * Properties of a NetworkChange.
         * @deprecated Use weft.v1.NetworkChange.$Properties instead.
         */
        interface INetworkChange extends weft.v1.NetworkChange.$Properties {
        }

        /** Represents a NetworkChange. */
        class NetworkChange {

            /**
             * Constructs a new NetworkChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.NetworkChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NetworkChange kind. */
            kind: weft.v1.ChangeKind;

            /** NetworkChange revision. */
            revision: number;

            /** NetworkChange network. */
            network?: (weft.v1.Network.$Properties|null);

            /** NetworkChange resumeToken. */
            resumeToken: string;

            /**
             * Creates a new NetworkChange instance using the specified properties.
             * @param [properties] Properties to set
             * @returns NetworkChange instance
             */
            static create(properties: weft.v1.NetworkChange.$Shape): weft.v1.NetworkChange & weft.v1.NetworkChange.$Shape;
            static create(properties?: weft.v1.NetworkChange.$Properties): weft.v1.NetworkChange;

            /**
             * Encodes the specified NetworkChange message. Does not implicitly {@link weft.v1.NetworkChange.verify|verify} messages.
             * @param message NetworkChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.NetworkChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NetworkChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.NetworkChange & weft.v1.NetworkChange.$Shape} NetworkChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.NetworkChange & weft.v1.NetworkChange.$Shape;

            /**
             * Creates a NetworkChange message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns NetworkChange
             */
            static fromObject(object: { [k: string]: any }): weft.v1.NetworkChange;

            /**
             * Creates a plain object from a NetworkChange message. Also converts values to other types if specified.
             * @param message NetworkChange
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.NetworkChange, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this NetworkChange to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace NetworkChange {

            /** Properties of a NetworkChange. */
            interface $Properties {

                /** NetworkChange kind */
                kind?: (weft.v1.ChangeKind|null);

                /** NetworkChange revision */
                revision?: (number|null);

                /** NetworkChange network */
                network?: (weft.v1.Network.$Properties|null);

                /** NetworkChange resumeToken */
                resumeToken?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NetworkChange. */
            type $Shape = weft.v1.NetworkChange.$Properties;
        }

        /**
         * Properties of a PlugRequest.
         * @deprecated Use weft.v1.PlugRequest.$Properties instead.
         */
        interface IPlugRequest extends weft.v1.PlugRequest.$Properties {
        }

        /** Represents a PlugRequest. */
        class PlugRequest {

            /**
             * Constructs a new PlugRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.PlugRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PlugRequest portId. */
            portId: string;

            /** PlugRequest interface. */
            interface: string;

            /** PlugRequest namespace. */
            namespace: string;

            /** PlugRequest generation. */
            generation: number;

            /**
             * Creates a new PlugRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PlugRequest instance
             */
            static create(properties: weft.v1.PlugRequest.$Shape): weft.v1.PlugRequest & weft.v1.PlugRequest.$Shape;
            static create(properties?: weft.v1.PlugRequest.$Properties): weft.v1.PlugRequest;

            /**
             * Encodes the specified PlugRequest message. Does not implicitly {@link weft.v1.PlugRequest.verify|verify} messages.
             * @param message PlugRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.PlugRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PlugRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.PlugRequest & weft.v1.PlugRequest.$Shape} PlugRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.PlugRequest & weft.v1.PlugRequest.$Shape;

            /**
             * Creates a PlugRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns PlugRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.PlugRequest;

            /**
             * Creates a plain object from a PlugRequest message. Also converts values to other types if specified.
             * @param message PlugRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.PlugRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this PlugRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace PlugRequest {

            /** Properties of a PlugRequest. */
            interface $Properties {

                /** PlugRequest portId */
                portId?: (string|null);

                /** PlugRequest interface */
                "interface"?: (string|null);

                /** PlugRequest namespace */
                namespace?: (string|null);

                /** PlugRequest generation */
                generation?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PlugRequest. */
            type $Shape = weft.v1.PlugRequest.$Properties;
        }

        /**
         * Properties of a PlugResponse.
         * @deprecated Use weft.v1.PlugResponse.$Properties instead.
         */
        interface IPlugResponse extends weft.v1.PlugResponse.$Properties {
        }

        /** Represents a PlugResponse. */
        class PlugResponse {

            /**
             * Constructs a new PlugResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.PlugResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PlugResponse plug. */
            plug?: (weft.v1.Plug.$Properties|null);

            /**
             * Creates a new PlugResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PlugResponse instance
             */
            static create(properties: weft.v1.PlugResponse.$Shape): weft.v1.PlugResponse & weft.v1.PlugResponse.$Shape;
            static create(properties?: weft.v1.PlugResponse.$Properties): weft.v1.PlugResponse;

            /**
             * Encodes the specified PlugResponse message. Does not implicitly {@link weft.v1.PlugResponse.verify|verify} messages.
             * @param message PlugResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.PlugResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PlugResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.PlugResponse & weft.v1.PlugResponse.$Shape} PlugResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.PlugResponse & weft.v1.PlugResponse.$Shape;

            /**
             * Creates a PlugResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns PlugResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.PlugResponse;

            /**
             * Creates a plain object from a PlugResponse message. Also converts values to other types if specified.
             * @param message PlugResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.PlugResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this PlugResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace PlugResponse {

            /** Properties of a PlugResponse. */
            interface $Properties {

                /** PlugResponse plug */
                plug?: (weft.v1.Plug.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PlugResponse. */
            type $Shape = weft.v1.PlugResponse.$Properties;
        }

        /** PlugState enum. */
        enum PlugState {

            /** PLUG_STATE_UNSPECIFIED value */
            PLUG_STATE_UNSPECIFIED = 0,

            /** WAITING_FOR_PORT value */
            WAITING_FOR_PORT = 1,

            /** WAITING_FOR_INTERFACE value */
            WAITING_FOR_INTERFACE = 2,

            /** PROGRAMMED value */
            PROGRAMMED = 3,

            /** FAILED value */
            FAILED = 4
        }

        /**
         * Properties of a Plug.
         * @deprecated Use weft.v1.Plug.$Properties instead.
         */
        interface IPlug extends weft.v1.Plug.$Properties {
        }

        /** Represents a Plug. */
        class Plug {

            /**
             * Constructs a new Plug.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Plug.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Plug portId. */
            portId: string;

            /** Plug interface. */
            interface: string;

            /** Plug state. */
            state: weft.v1.PlugState;

            /** Plug generation. */
            generation: number;

            /** Plug linkUp. */
            linkUp: boolean;

            /** Plug ifindex. */
            ifindex: number;

            /** Plug interfaceKind. */
            interfaceKind: string;

            /** Plug datapathId. */
            datapathId: number;

            /** Plug message. */
            message: string;

            /**
             * Creates a new Plug instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Plug instance
             */
            static create(properties: weft.v1.Plug.$Shape): weft.v1.Plug & weft.v1.Plug.$Shape;
            static create(properties?: weft.v1.Plug.$Properties): weft.v1.Plug;

            /**
             * Encodes the specified Plug message. Does not implicitly {@link weft.v1.Plug.verify|verify} messages.
             * @param message Plug message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Plug.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Plug message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Plug & weft.v1.Plug.$Shape} Plug
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Plug & weft.v1.Plug.$Shape;

            /**
             * Creates a Plug message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Plug
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Plug;

            /**
             * Creates a plain object from a Plug message. Also converts values to other types if specified.
             * @param message Plug
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Plug, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Plug to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Plug {

            /** Properties of a Plug. */
            interface $Properties {

                /** Plug portId */
                portId?: (string|null);

                /** Plug interface */
                "interface"?: (string|null);

                /** Plug state */
                state?: (weft.v1.PlugState|null);

                /** Plug generation */
                generation?: (number|null);

                /** Plug linkUp */
                linkUp?: (boolean|null);

                /** Plug ifindex */
                ifindex?: (number|null);

                /** Plug interfaceKind */
                interfaceKind?: (string|null);

                /** Plug datapathId */
                datapathId?: (number|null);

                /** Plug message */
                message?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Plug. */
            type $Shape = weft.v1.Plug.$Properties;
        }

        /**
         * Properties of an UnplugRequest.
         * @deprecated Use weft.v1.UnplugRequest.$Properties instead.
         */
        interface IUnplugRequest extends weft.v1.UnplugRequest.$Properties {
        }

        /** Represents an UnplugRequest. */
        class UnplugRequest {

            /**
             * Constructs a new UnplugRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.UnplugRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UnplugRequest portId. */
            portId: string;

            /**
             * Creates a new UnplugRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UnplugRequest instance
             */
            static create(properties: weft.v1.UnplugRequest.$Shape): weft.v1.UnplugRequest & weft.v1.UnplugRequest.$Shape;
            static create(properties?: weft.v1.UnplugRequest.$Properties): weft.v1.UnplugRequest;

            /**
             * Encodes the specified UnplugRequest message. Does not implicitly {@link weft.v1.UnplugRequest.verify|verify} messages.
             * @param message UnplugRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.UnplugRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UnplugRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.UnplugRequest & weft.v1.UnplugRequest.$Shape} UnplugRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.UnplugRequest & weft.v1.UnplugRequest.$Shape;

            /**
             * Creates an UnplugRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns UnplugRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.UnplugRequest;

            /**
             * Creates a plain object from an UnplugRequest message. Also converts values to other types if specified.
             * @param message UnplugRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.UnplugRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this UnplugRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace UnplugRequest {

            /** Properties of an UnplugRequest. */
            interface $Properties {

                /** UnplugRequest portId */
                portId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UnplugRequest. */
            type $Shape = weft.v1.UnplugRequest.$Properties;
        }

        /**
         * Properties of an UnplugResponse.
         * @deprecated Use weft.v1.UnplugResponse.$Properties instead.
         */
        interface IUnplugResponse extends weft.v1.UnplugResponse.$Properties {
        }

        /** Represents an UnplugResponse. */
        class UnplugResponse {

            /**
             * Constructs a new UnplugResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.UnplugResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new UnplugResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UnplugResponse instance
             */
            static create(properties: weft.v1.UnplugResponse.$Shape): weft.v1.UnplugResponse & weft.v1.UnplugResponse.$Shape;
            static create(properties?: weft.v1.UnplugResponse.$Properties): weft.v1.UnplugResponse;

            /**
             * Encodes the specified UnplugResponse message. Does not implicitly {@link weft.v1.UnplugResponse.verify|verify} messages.
             * @param message UnplugResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.UnplugResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UnplugResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.UnplugResponse & weft.v1.UnplugResponse.$Shape} UnplugResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.UnplugResponse & weft.v1.UnplugResponse.$Shape;

            /**
             * Creates an UnplugResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns UnplugResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.UnplugResponse;

            /**
             * Creates a plain object from an UnplugResponse message. Also converts values to other types if specified.
             * @param message UnplugResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.UnplugResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this UnplugResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace UnplugResponse {

            /** Properties of an UnplugResponse. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UnplugResponse. */
            type $Shape = weft.v1.UnplugResponse.$Properties;
        }

        /**
         * Properties of a ListPlugsRequest.
         * @deprecated Use weft.v1.ListPlugsRequest.$Properties instead.
         */
        interface IListPlugsRequest extends weft.v1.ListPlugsRequest.$Properties {
        }

        /** Represents a ListPlugsRequest. */
        class ListPlugsRequest {

            /**
             * Constructs a new ListPlugsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListPlugsRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new ListPlugsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListPlugsRequest instance
             */
            static create(properties: weft.v1.ListPlugsRequest.$Shape): weft.v1.ListPlugsRequest & weft.v1.ListPlugsRequest.$Shape;
            static create(properties?: weft.v1.ListPlugsRequest.$Properties): weft.v1.ListPlugsRequest;

            /**
             * Encodes the specified ListPlugsRequest message. Does not implicitly {@link weft.v1.ListPlugsRequest.verify|verify} messages.
             * @param message ListPlugsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListPlugsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListPlugsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListPlugsRequest & weft.v1.ListPlugsRequest.$Shape} ListPlugsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListPlugsRequest & weft.v1.ListPlugsRequest.$Shape;

            /**
             * Creates a ListPlugsRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListPlugsRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListPlugsRequest;

            /**
             * Creates a plain object from a ListPlugsRequest message. Also converts values to other types if specified.
             * @param message ListPlugsRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListPlugsRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListPlugsRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListPlugsRequest {

            /** Properties of a ListPlugsRequest. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListPlugsRequest. */
            type $Shape = weft.v1.ListPlugsRequest.$Properties;
        }

        /**
         * Properties of a ListPlugsResponse.
         * @deprecated Use weft.v1.ListPlugsResponse.$Properties instead.
         */
        interface IListPlugsResponse extends weft.v1.ListPlugsResponse.$Properties {
        }

        /** Represents a ListPlugsResponse. */
        class ListPlugsResponse {

            /**
             * Constructs a new ListPlugsResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListPlugsResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListPlugsResponse plugs. */
            plugs: weft.v1.Plug.$Properties[];

            /**
             * Creates a new ListPlugsResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListPlugsResponse instance
             */
            static create(properties: weft.v1.ListPlugsResponse.$Shape): weft.v1.ListPlugsResponse & weft.v1.ListPlugsResponse.$Shape;
            static create(properties?: weft.v1.ListPlugsResponse.$Properties): weft.v1.ListPlugsResponse;

            /**
             * Encodes the specified ListPlugsResponse message. Does not implicitly {@link weft.v1.ListPlugsResponse.verify|verify} messages.
             * @param message ListPlugsResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListPlugsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListPlugsResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListPlugsResponse & weft.v1.ListPlugsResponse.$Shape} ListPlugsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListPlugsResponse & weft.v1.ListPlugsResponse.$Shape;

            /**
             * Creates a ListPlugsResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListPlugsResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListPlugsResponse;

            /**
             * Creates a plain object from a ListPlugsResponse message. Also converts values to other types if specified.
             * @param message ListPlugsResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListPlugsResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListPlugsResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListPlugsResponse {

            /** Properties of a ListPlugsResponse. */
            interface $Properties {

                /** ListPlugsResponse plugs */
                plugs?: (weft.v1.Plug.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListPlugsResponse. */
            type $Shape = weft.v1.ListPlugsResponse.$Properties;
        }

        /**
         * Properties of a Router.
         * @deprecated Use weft.v1.Router.$Properties instead.
         */
        interface IRouter extends weft.v1.Router.$Properties {
        }

        /** Represents a Router. */
        class Router {

            /**
             * Constructs a new Router.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Router.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Router metadata. */
            metadata?: (weft.v1.Metadata.$Properties|null);

            /** Router tenantId. */
            tenantId: string;

            /** Router interfaces. */
            interfaces: weft.v1.RouterInterface.$Properties[];

            /** Router routes. */
            routes: weft.v1.StaticRoute.$Properties[];

            /** Router datapathId. */
            datapathId: number;

            /** Router status. */
            status?: (weft.v1.RouterStatus.$Properties|null);

            /**
             * Creates a new Router instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Router instance
             */
            static create(properties: weft.v1.Router.$Shape): weft.v1.Router & weft.v1.Router.$Shape;
            static create(properties?: weft.v1.Router.$Properties): weft.v1.Router;

            /**
             * Encodes the specified Router message. Does not implicitly {@link weft.v1.Router.verify|verify} messages.
             * @param message Router message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Router.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Router message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Router & weft.v1.Router.$Shape} Router
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Router & weft.v1.Router.$Shape;

            /**
             * Creates a Router message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Router
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Router;

            /**
             * Creates a plain object from a Router message. Also converts values to other types if specified.
             * @param message Router
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Router, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Router to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Router {

            /** Properties of a Router. */
            interface $Properties {

                /** Router metadata */
                metadata?: (weft.v1.Metadata.$Properties|null);

                /** Router tenantId */
                tenantId?: (string|null);

                /** Router interfaces */
                interfaces?: (weft.v1.RouterInterface.$Properties[]|null);

                /** Router routes */
                routes?: (weft.v1.StaticRoute.$Properties[]|null);

                /** Router datapathId */
                datapathId?: (number|null);

                /** Router status */
                status?: (weft.v1.RouterStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Router. */
            type $Shape = weft.v1.Router.$Properties;
        }

        /**
         * Properties of a RouterStatus.
         * @deprecated Use weft.v1.RouterStatus.$Properties instead.
         */
        interface IRouterStatus extends weft.v1.RouterStatus.$Properties {
        }

        /** Represents a RouterStatus. */
        class RouterStatus {

            /**
             * Constructs a new RouterStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.RouterStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RouterStatus nacks. */
            nacks: weft.v1.NackedEntry.$Properties[];

            /** RouterStatus nackCount. */
            nackCount: number;

            /**
             * Creates a new RouterStatus instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RouterStatus instance
             */
            static create(properties: weft.v1.RouterStatus.$Shape): weft.v1.RouterStatus & weft.v1.RouterStatus.$Shape;
            static create(properties?: weft.v1.RouterStatus.$Properties): weft.v1.RouterStatus;

            /**
             * Encodes the specified RouterStatus message. Does not implicitly {@link weft.v1.RouterStatus.verify|verify} messages.
             * @param message RouterStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.RouterStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RouterStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.RouterStatus & weft.v1.RouterStatus.$Shape} RouterStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.RouterStatus & weft.v1.RouterStatus.$Shape;

            /**
             * Creates a RouterStatus message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RouterStatus
             */
            static fromObject(object: { [k: string]: any }): weft.v1.RouterStatus;

            /**
             * Creates a plain object from a RouterStatus message. Also converts values to other types if specified.
             * @param message RouterStatus
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.RouterStatus, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RouterStatus to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace RouterStatus {

            /** Properties of a RouterStatus. */
            interface $Properties {

                /** RouterStatus nacks */
                nacks?: (weft.v1.NackedEntry.$Properties[]|null);

                /** RouterStatus nackCount */
                nackCount?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RouterStatus. */
            type $Shape = weft.v1.RouterStatus.$Properties;
        }

        /**
         * Properties of a RouterInterface.
         * @deprecated Use weft.v1.RouterInterface.$Properties instead.
         */
        interface IRouterInterface extends weft.v1.RouterInterface.$Properties {
        }

        /** Represents a RouterInterface. */
        class RouterInterface {

            /**
             * Constructs a new RouterInterface.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.RouterInterface.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RouterInterface subnetId. */
            subnetId: string;

            /** RouterInterface address. */
            address?: (weft.v1.IpAddress.$Properties|null);

            /**
             * Creates a new RouterInterface instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RouterInterface instance
             */
            static create(properties: weft.v1.RouterInterface.$Shape): weft.v1.RouterInterface & weft.v1.RouterInterface.$Shape;
            static create(properties?: weft.v1.RouterInterface.$Properties): weft.v1.RouterInterface;

            /**
             * Encodes the specified RouterInterface message. Does not implicitly {@link weft.v1.RouterInterface.verify|verify} messages.
             * @param message RouterInterface message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.RouterInterface.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RouterInterface message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.RouterInterface & weft.v1.RouterInterface.$Shape} RouterInterface
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.RouterInterface & weft.v1.RouterInterface.$Shape;

            /**
             * Creates a RouterInterface message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RouterInterface
             */
            static fromObject(object: { [k: string]: any }): weft.v1.RouterInterface;

            /**
             * Creates a plain object from a RouterInterface message. Also converts values to other types if specified.
             * @param message RouterInterface
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.RouterInterface, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RouterInterface to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace RouterInterface {

            /** Properties of a RouterInterface. */
            interface $Properties {

                /** RouterInterface subnetId */
                subnetId?: (string|null);

                /** RouterInterface address */
                address?: (weft.v1.IpAddress.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RouterInterface. */
            type $Shape = weft.v1.RouterInterface.$Properties;
        }

        /**
         * Properties of a StaticRoute.
         * @deprecated Use weft.v1.StaticRoute.$Properties instead.
         */
        interface IStaticRoute extends weft.v1.StaticRoute.$Properties {
        }

        /** Represents a StaticRoute. */
        class StaticRoute {

            /**
             * Constructs a new StaticRoute.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.StaticRoute.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StaticRoute prefix. */
            prefix?: (weft.v1.IpPrefix.$Properties|null);

            /** StaticRoute nextHop. */
            nextHop?: (weft.v1.IpAddress.$Properties|null);

            /**
             * Creates a new StaticRoute instance using the specified properties.
             * @param [properties] Properties to set
             * @returns StaticRoute instance
             */
            static create(properties: weft.v1.StaticRoute.$Shape): weft.v1.StaticRoute & weft.v1.StaticRoute.$Shape;
            static create(properties?: weft.v1.StaticRoute.$Properties): weft.v1.StaticRoute;

            /**
             * Encodes the specified StaticRoute message. Does not implicitly {@link weft.v1.StaticRoute.verify|verify} messages.
             * @param message StaticRoute message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.StaticRoute.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StaticRoute message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.StaticRoute & weft.v1.StaticRoute.$Shape} StaticRoute
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.StaticRoute & weft.v1.StaticRoute.$Shape;

            /**
             * Creates a StaticRoute message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns StaticRoute
             */
            static fromObject(object: { [k: string]: any }): weft.v1.StaticRoute;

            /**
             * Creates a plain object from a StaticRoute message. Also converts values to other types if specified.
             * @param message StaticRoute
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.StaticRoute, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this StaticRoute to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace StaticRoute {

            /** Properties of a StaticRoute. */
            interface $Properties {

                /** StaticRoute prefix */
                prefix?: (weft.v1.IpPrefix.$Properties|null);

                /** StaticRoute nextHop */
                nextHop?: (weft.v1.IpAddress.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StaticRoute. */
            type $Shape = weft.v1.StaticRoute.$Properties;
        }

        /**
         * Properties of a CreateRouterRequest.
         * @deprecated Use weft.v1.CreateRouterRequest.$Properties instead.
         */
        interface ICreateRouterRequest extends weft.v1.CreateRouterRequest.$Properties {
        }

        /** Represents a CreateRouterRequest. */
        class CreateRouterRequest {

            /**
             * Constructs a new CreateRouterRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.CreateRouterRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CreateRouterRequest router. */
            router?: (weft.v1.Router.$Properties|null);

            /** CreateRouterRequest requestId. */
            requestId: string;

            /** CreateRouterRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new CreateRouterRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CreateRouterRequest instance
             */
            static create(properties: weft.v1.CreateRouterRequest.$Shape): weft.v1.CreateRouterRequest & weft.v1.CreateRouterRequest.$Shape;
            static create(properties?: weft.v1.CreateRouterRequest.$Properties): weft.v1.CreateRouterRequest;

            /**
             * Encodes the specified CreateRouterRequest message. Does not implicitly {@link weft.v1.CreateRouterRequest.verify|verify} messages.
             * @param message CreateRouterRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.CreateRouterRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CreateRouterRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.CreateRouterRequest & weft.v1.CreateRouterRequest.$Shape} CreateRouterRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.CreateRouterRequest & weft.v1.CreateRouterRequest.$Shape;

            /**
             * Creates a CreateRouterRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns CreateRouterRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.CreateRouterRequest;

            /**
             * Creates a plain object from a CreateRouterRequest message. Also converts values to other types if specified.
             * @param message CreateRouterRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.CreateRouterRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this CreateRouterRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace CreateRouterRequest {

            /** Properties of a CreateRouterRequest. */
            interface $Properties {

                /** CreateRouterRequest router */
                router?: (weft.v1.Router.$Properties|null);

                /** CreateRouterRequest requestId */
                requestId?: (string|null);

                /** CreateRouterRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CreateRouterRequest. */
            type $Shape = weft.v1.CreateRouterRequest.$Properties;
        }

        /**
         * Properties of a GetRouterRequest.
         * @deprecated Use weft.v1.GetRouterRequest.$Properties instead.
         */
        interface IGetRouterRequest extends weft.v1.GetRouterRequest.$Properties {
        }

        /** Represents a GetRouterRequest. */
        class GetRouterRequest {

            /**
             * Constructs a new GetRouterRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.GetRouterRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GetRouterRequest id. */
            id: string;

            /**
             * Creates a new GetRouterRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GetRouterRequest instance
             */
            static create(properties: weft.v1.GetRouterRequest.$Shape): weft.v1.GetRouterRequest & weft.v1.GetRouterRequest.$Shape;
            static create(properties?: weft.v1.GetRouterRequest.$Properties): weft.v1.GetRouterRequest;

            /**
             * Encodes the specified GetRouterRequest message. Does not implicitly {@link weft.v1.GetRouterRequest.verify|verify} messages.
             * @param message GetRouterRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.GetRouterRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetRouterRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.GetRouterRequest & weft.v1.GetRouterRequest.$Shape} GetRouterRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.GetRouterRequest & weft.v1.GetRouterRequest.$Shape;

            /**
             * Creates a GetRouterRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns GetRouterRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.GetRouterRequest;

            /**
             * Creates a plain object from a GetRouterRequest message. Also converts values to other types if specified.
             * @param message GetRouterRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.GetRouterRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this GetRouterRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace GetRouterRequest {

            /** Properties of a GetRouterRequest. */
            interface $Properties {

                /** GetRouterRequest id */
                id?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetRouterRequest. */
            type $Shape = weft.v1.GetRouterRequest.$Properties;
        }

        /**
         * Properties of a ListRoutersRequest.
         * @deprecated Use weft.v1.ListRoutersRequest.$Properties instead.
         */
        interface IListRoutersRequest extends weft.v1.ListRoutersRequest.$Properties {
        }

        /** Represents a ListRoutersRequest. */
        class ListRoutersRequest {

            /**
             * Constructs a new ListRoutersRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListRoutersRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListRoutersRequest options. */
            options?: (weft.v1.ListOptions.$Properties|null);

            /** ListRoutersRequest tenantId. */
            tenantId: string;

            /**
             * Creates a new ListRoutersRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListRoutersRequest instance
             */
            static create(properties: weft.v1.ListRoutersRequest.$Shape): weft.v1.ListRoutersRequest & weft.v1.ListRoutersRequest.$Shape;
            static create(properties?: weft.v1.ListRoutersRequest.$Properties): weft.v1.ListRoutersRequest;

            /**
             * Encodes the specified ListRoutersRequest message. Does not implicitly {@link weft.v1.ListRoutersRequest.verify|verify} messages.
             * @param message ListRoutersRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListRoutersRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListRoutersRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListRoutersRequest & weft.v1.ListRoutersRequest.$Shape} ListRoutersRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListRoutersRequest & weft.v1.ListRoutersRequest.$Shape;

            /**
             * Creates a ListRoutersRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListRoutersRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListRoutersRequest;

            /**
             * Creates a plain object from a ListRoutersRequest message. Also converts values to other types if specified.
             * @param message ListRoutersRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListRoutersRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListRoutersRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListRoutersRequest {

            /** Properties of a ListRoutersRequest. */
            interface $Properties {

                /** ListRoutersRequest options */
                options?: (weft.v1.ListOptions.$Properties|null);

                /** ListRoutersRequest tenantId */
                tenantId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListRoutersRequest. */
            type $Shape = weft.v1.ListRoutersRequest.$Properties;
        }

        /**
         * Properties of a ListRoutersResponse.
         * @deprecated Use weft.v1.ListRoutersResponse.$Properties instead.
         */
        interface IListRoutersResponse extends weft.v1.ListRoutersResponse.$Properties {
        }

        /** Represents a ListRoutersResponse. */
        class ListRoutersResponse {

            /**
             * Constructs a new ListRoutersResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListRoutersResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListRoutersResponse routers. */
            routers: weft.v1.Router.$Properties[];

            /** ListRoutersResponse nextPageToken. */
            nextPageToken: string;

            /** ListRoutersResponse revision. */
            revision: number;

            /**
             * Creates a new ListRoutersResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListRoutersResponse instance
             */
            static create(properties: weft.v1.ListRoutersResponse.$Shape): weft.v1.ListRoutersResponse & weft.v1.ListRoutersResponse.$Shape;
            static create(properties?: weft.v1.ListRoutersResponse.$Properties): weft.v1.ListRoutersResponse;

            /**
             * Encodes the specified ListRoutersResponse message. Does not implicitly {@link weft.v1.ListRoutersResponse.verify|verify} messages.
             * @param message ListRoutersResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListRoutersResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListRoutersResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListRoutersResponse & weft.v1.ListRoutersResponse.$Shape} ListRoutersResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListRoutersResponse & weft.v1.ListRoutersResponse.$Shape;

            /**
             * Creates a ListRoutersResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListRoutersResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListRoutersResponse;

            /**
             * Creates a plain object from a ListRoutersResponse message. Also converts values to other types if specified.
             * @param message ListRoutersResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListRoutersResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListRoutersResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListRoutersResponse {

            /** Properties of a ListRoutersResponse. */
            interface $Properties {

                /** ListRoutersResponse routers */
                routers?: (weft.v1.Router.$Properties[]|null);

                /** ListRoutersResponse nextPageToken */
                nextPageToken?: (string|null);

                /** ListRoutersResponse revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListRoutersResponse. */
            type $Shape = weft.v1.ListRoutersResponse.$Properties;
        }

        /**
         * Properties of an UpdateRouterRequest.
         * @deprecated Use weft.v1.UpdateRouterRequest.$Properties instead.
         */
        interface IUpdateRouterRequest extends weft.v1.UpdateRouterRequest.$Properties {
        }

        /** Represents an UpdateRouterRequest. */
        class UpdateRouterRequest {

            /**
             * Constructs a new UpdateRouterRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.UpdateRouterRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UpdateRouterRequest router. */
            router?: (weft.v1.Router.$Properties|null);

            /** UpdateRouterRequest updateMask. */
            updateMask?: (google.protobuf.FieldMask.$Properties|null);

            /** UpdateRouterRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new UpdateRouterRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UpdateRouterRequest instance
             */
            static create(properties: weft.v1.UpdateRouterRequest.$Shape): weft.v1.UpdateRouterRequest & weft.v1.UpdateRouterRequest.$Shape;
            static create(properties?: weft.v1.UpdateRouterRequest.$Properties): weft.v1.UpdateRouterRequest;

            /**
             * Encodes the specified UpdateRouterRequest message. Does not implicitly {@link weft.v1.UpdateRouterRequest.verify|verify} messages.
             * @param message UpdateRouterRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.UpdateRouterRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UpdateRouterRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.UpdateRouterRequest & weft.v1.UpdateRouterRequest.$Shape} UpdateRouterRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.UpdateRouterRequest & weft.v1.UpdateRouterRequest.$Shape;

            /**
             * Creates an UpdateRouterRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns UpdateRouterRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.UpdateRouterRequest;

            /**
             * Creates a plain object from an UpdateRouterRequest message. Also converts values to other types if specified.
             * @param message UpdateRouterRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.UpdateRouterRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this UpdateRouterRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace UpdateRouterRequest {

            /** Properties of an UpdateRouterRequest. */
            interface $Properties {

                /** UpdateRouterRequest router */
                router?: (weft.v1.Router.$Properties|null);

                /** UpdateRouterRequest updateMask */
                updateMask?: (google.protobuf.FieldMask.$Properties|null);

                /** UpdateRouterRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UpdateRouterRequest. */
            type $Shape = weft.v1.UpdateRouterRequest.$Properties;
        }

        /**
         * Properties of a DeleteRouterRequest.
         * @deprecated Use weft.v1.DeleteRouterRequest.$Properties instead.
         */
        interface IDeleteRouterRequest extends weft.v1.DeleteRouterRequest.$Properties {
        }

        /** Represents a DeleteRouterRequest. */
        class DeleteRouterRequest {

            /**
             * Constructs a new DeleteRouterRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.DeleteRouterRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeleteRouterRequest id. */
            id: string;

            /** DeleteRouterRequest etag. */
            etag: string;

            /** DeleteRouterRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new DeleteRouterRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeleteRouterRequest instance
             */
            static create(properties: weft.v1.DeleteRouterRequest.$Shape): weft.v1.DeleteRouterRequest & weft.v1.DeleteRouterRequest.$Shape;
            static create(properties?: weft.v1.DeleteRouterRequest.$Properties): weft.v1.DeleteRouterRequest;

            /**
             * Encodes the specified DeleteRouterRequest message. Does not implicitly {@link weft.v1.DeleteRouterRequest.verify|verify} messages.
             * @param message DeleteRouterRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.DeleteRouterRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeleteRouterRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.DeleteRouterRequest & weft.v1.DeleteRouterRequest.$Shape} DeleteRouterRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.DeleteRouterRequest & weft.v1.DeleteRouterRequest.$Shape;

            /**
             * Creates a DeleteRouterRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DeleteRouterRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.DeleteRouterRequest;

            /**
             * Creates a plain object from a DeleteRouterRequest message. Also converts values to other types if specified.
             * @param message DeleteRouterRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.DeleteRouterRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DeleteRouterRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace DeleteRouterRequest {

            /** Properties of a DeleteRouterRequest. */
            interface $Properties {

                /** DeleteRouterRequest id */
                id?: (string|null);

                /** DeleteRouterRequest etag */
                etag?: (string|null);

                /** DeleteRouterRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeleteRouterRequest. */
            type $Shape = weft.v1.DeleteRouterRequest.$Properties;
        }

        /**
         * Properties of a DeleteRouterResponse.
         * @deprecated Use weft.v1.DeleteRouterResponse.$Properties instead.
         */
        interface IDeleteRouterResponse extends weft.v1.DeleteRouterResponse.$Properties {
        }

        /** Represents a DeleteRouterResponse. */
        class DeleteRouterResponse {

            /**
             * Constructs a new DeleteRouterResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.DeleteRouterResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeleteRouterResponse revision. */
            revision: number;

            /**
             * Creates a new DeleteRouterResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeleteRouterResponse instance
             */
            static create(properties: weft.v1.DeleteRouterResponse.$Shape): weft.v1.DeleteRouterResponse & weft.v1.DeleteRouterResponse.$Shape;
            static create(properties?: weft.v1.DeleteRouterResponse.$Properties): weft.v1.DeleteRouterResponse;

            /**
             * Encodes the specified DeleteRouterResponse message. Does not implicitly {@link weft.v1.DeleteRouterResponse.verify|verify} messages.
             * @param message DeleteRouterResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.DeleteRouterResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeleteRouterResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.DeleteRouterResponse & weft.v1.DeleteRouterResponse.$Shape} DeleteRouterResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.DeleteRouterResponse & weft.v1.DeleteRouterResponse.$Shape;

            /**
             * Creates a DeleteRouterResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DeleteRouterResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.DeleteRouterResponse;

            /**
             * Creates a plain object from a DeleteRouterResponse message. Also converts values to other types if specified.
             * @param message DeleteRouterResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.DeleteRouterResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DeleteRouterResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace DeleteRouterResponse {

            /** Properties of a DeleteRouterResponse. */
            interface $Properties {

                /** DeleteRouterResponse revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeleteRouterResponse. */
            type $Shape = weft.v1.DeleteRouterResponse.$Properties;
        }

        /**
         * Properties of a WatchRoutersRequest.
         * @deprecated Use weft.v1.WatchRoutersRequest.$Properties instead.
         */
        interface IWatchRoutersRequest extends weft.v1.WatchRoutersRequest.$Properties {
        }

        /** Represents a WatchRoutersRequest. */
        class WatchRoutersRequest {

            /**
             * Constructs a new WatchRoutersRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.WatchRoutersRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WatchRoutersRequest options. */
            options?: (weft.v1.WatchOptions.$Properties|null);

            /** WatchRoutersRequest tenantId. */
            tenantId: string;

            /**
             * Creates a new WatchRoutersRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns WatchRoutersRequest instance
             */
            static create(properties: weft.v1.WatchRoutersRequest.$Shape): weft.v1.WatchRoutersRequest & weft.v1.WatchRoutersRequest.$Shape;
            static create(properties?: weft.v1.WatchRoutersRequest.$Properties): weft.v1.WatchRoutersRequest;

            /**
             * Encodes the specified WatchRoutersRequest message. Does not implicitly {@link weft.v1.WatchRoutersRequest.verify|verify} messages.
             * @param message WatchRoutersRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.WatchRoutersRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WatchRoutersRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.WatchRoutersRequest & weft.v1.WatchRoutersRequest.$Shape} WatchRoutersRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.WatchRoutersRequest & weft.v1.WatchRoutersRequest.$Shape;

            /**
             * Creates a WatchRoutersRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns WatchRoutersRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.WatchRoutersRequest;

            /**
             * Creates a plain object from a WatchRoutersRequest message. Also converts values to other types if specified.
             * @param message WatchRoutersRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.WatchRoutersRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this WatchRoutersRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace WatchRoutersRequest {

            /** Properties of a WatchRoutersRequest. */
            interface $Properties {

                /** WatchRoutersRequest options */
                options?: (weft.v1.WatchOptions.$Properties|null);

                /** WatchRoutersRequest tenantId */
                tenantId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WatchRoutersRequest. */
            type $Shape = weft.v1.WatchRoutersRequest.$Properties;
        }

        /**
         * Properties of a RouterChange.
         * @deprecated Use weft.v1.RouterChange.$Properties instead.
         */
        interface IRouterChange extends weft.v1.RouterChange.$Properties {
        }

        /** Represents a RouterChange. */
        class RouterChange {

            /**
             * Constructs a new RouterChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.RouterChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RouterChange kind. */
            kind: weft.v1.ChangeKind;

            /** RouterChange revision. */
            revision: number;

            /** RouterChange router. */
            router?: (weft.v1.Router.$Properties|null);

            /** RouterChange resumeToken. */
            resumeToken: string;

            /**
             * Creates a new RouterChange instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RouterChange instance
             */
            static create(properties: weft.v1.RouterChange.$Shape): weft.v1.RouterChange & weft.v1.RouterChange.$Shape;
            static create(properties?: weft.v1.RouterChange.$Properties): weft.v1.RouterChange;

            /**
             * Encodes the specified RouterChange message. Does not implicitly {@link weft.v1.RouterChange.verify|verify} messages.
             * @param message RouterChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.RouterChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RouterChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.RouterChange & weft.v1.RouterChange.$Shape} RouterChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.RouterChange & weft.v1.RouterChange.$Shape;

            /**
             * Creates a RouterChange message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RouterChange
             */
            static fromObject(object: { [k: string]: any }): weft.v1.RouterChange;

            /**
             * Creates a plain object from a RouterChange message. Also converts values to other types if specified.
             * @param message RouterChange
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.RouterChange, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RouterChange to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace RouterChange {

            /** Properties of a RouterChange. */
            interface $Properties {

                /** RouterChange kind */
                kind?: (weft.v1.ChangeKind|null);

                /** RouterChange revision */
                revision?: (number|null);

                /** RouterChange router */
                router?: (weft.v1.Router.$Properties|null);

                /** RouterChange resumeToken */
                resumeToken?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RouterChange. */
            type $Shape = weft.v1.RouterChange.$Properties;
        }

        /**
         * Properties of a Subnet.
         * @deprecated Use weft.v1.Subnet.$Properties instead.
         */
        interface ISubnet extends weft.v1.Subnet.$Properties {
        }

        /** Represents a Subnet. */
        class Subnet {

            /**
             * Constructs a new Subnet.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Subnet.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Subnet metadata. */
            metadata?: (weft.v1.Metadata.$Properties|null);

            /** Subnet networkId. */
            networkId: string;

            /** Subnet tenantId. */
            tenantId: string;

            /** Subnet prefix. */
            prefix?: (weft.v1.IpPrefix.$Properties|null);

            /** Subnet gateway. */
            gateway?: (weft.v1.IpAddress.$Properties|null);

            /** Subnet allocationPools. */
            allocationPools: weft.v1.IpRange.$Properties[];

            /** Subnet dnsServers. */
            dnsServers: weft.v1.IpAddress.$Properties[];

            /** Subnet dhcp. */
            dhcp: weft.v1.DhcpMode;

            /** Subnet dhcpLeaseSeconds. */
            dhcpLeaseSeconds: number;

            /** Subnet ip6AddressMode. */
            ip6AddressMode: weft.v1.Ip6AddressMode;

            /** Subnet hostRoutes. */
            hostRoutes: weft.v1.HostRoute.$Properties[];

            /** Subnet status. */
            status?: (weft.v1.SubnetStatus.$Properties|null);

            /**
             * Creates a new Subnet instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Subnet instance
             */
            static create(properties: weft.v1.Subnet.$Shape): weft.v1.Subnet & weft.v1.Subnet.$Shape;
            static create(properties?: weft.v1.Subnet.$Properties): weft.v1.Subnet;

            /**
             * Encodes the specified Subnet message. Does not implicitly {@link weft.v1.Subnet.verify|verify} messages.
             * @param message Subnet message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Subnet.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Subnet message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Subnet & weft.v1.Subnet.$Shape} Subnet
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Subnet & weft.v1.Subnet.$Shape;

            /**
             * Creates a Subnet message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Subnet
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Subnet;

            /**
             * Creates a plain object from a Subnet message. Also converts values to other types if specified.
             * @param message Subnet
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Subnet, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Subnet to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Subnet {

            /** Properties of a Subnet. */
            interface $Properties {

                /** Subnet metadata */
                metadata?: (weft.v1.Metadata.$Properties|null);

                /** Subnet networkId */
                networkId?: (string|null);

                /** Subnet tenantId */
                tenantId?: (string|null);

                /** Subnet prefix */
                prefix?: (weft.v1.IpPrefix.$Properties|null);

                /** Subnet gateway */
                gateway?: (weft.v1.IpAddress.$Properties|null);

                /** Subnet allocationPools */
                allocationPools?: (weft.v1.IpRange.$Properties[]|null);

                /** Subnet dnsServers */
                dnsServers?: (weft.v1.IpAddress.$Properties[]|null);

                /** Subnet dhcp */
                dhcp?: (weft.v1.DhcpMode|null);

                /** Subnet dhcpLeaseSeconds */
                dhcpLeaseSeconds?: (number|null);

                /** Subnet ip6AddressMode */
                ip6AddressMode?: (weft.v1.Ip6AddressMode|null);

                /** Subnet hostRoutes */
                hostRoutes?: (weft.v1.HostRoute.$Properties[]|null);

                /** Subnet status */
                status?: (weft.v1.SubnetStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Subnet. */
            type $Shape = weft.v1.Subnet.$Properties;
        }

        /**
         * Properties of a SubnetStatus.
         * @deprecated Use weft.v1.SubnetStatus.$Properties instead.
         */
        interface ISubnetStatus extends weft.v1.SubnetStatus.$Properties {
        }

        /** Represents a SubnetStatus. */
        class SubnetStatus {

            /**
             * Constructs a new SubnetStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.SubnetStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SubnetStatus nacks. */
            nacks: weft.v1.NackedEntry.$Properties[];

            /** SubnetStatus nackCount. */
            nackCount: number;

            /**
             * Creates a new SubnetStatus instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SubnetStatus instance
             */
            static create(properties: weft.v1.SubnetStatus.$Shape): weft.v1.SubnetStatus & weft.v1.SubnetStatus.$Shape;
            static create(properties?: weft.v1.SubnetStatus.$Properties): weft.v1.SubnetStatus;

            /**
             * Encodes the specified SubnetStatus message. Does not implicitly {@link weft.v1.SubnetStatus.verify|verify} messages.
             * @param message SubnetStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.SubnetStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SubnetStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.SubnetStatus & weft.v1.SubnetStatus.$Shape} SubnetStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.SubnetStatus & weft.v1.SubnetStatus.$Shape;

            /**
             * Creates a SubnetStatus message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns SubnetStatus
             */
            static fromObject(object: { [k: string]: any }): weft.v1.SubnetStatus;

            /**
             * Creates a plain object from a SubnetStatus message. Also converts values to other types if specified.
             * @param message SubnetStatus
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.SubnetStatus, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this SubnetStatus to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace SubnetStatus {

            /** Properties of a SubnetStatus. */
            interface $Properties {

                /** SubnetStatus nacks */
                nacks?: (weft.v1.NackedEntry.$Properties[]|null);

                /** SubnetStatus nackCount */
                nackCount?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SubnetStatus. */
            type $Shape = weft.v1.SubnetStatus.$Properties;
        }

        /** DhcpMode enum. */
        enum DhcpMode {

            /** DHCP_MODE_UNSPECIFIED value */
            DHCP_MODE_UNSPECIFIED = 0,

            /** DHCP_ENABLED value */
            DHCP_ENABLED = 1,

            /** DHCP_DISABLED value */
            DHCP_DISABLED = 2
        }

        /** Ip6AddressMode enum. */
        enum Ip6AddressMode {

            /** IP6_ADDRESS_MODE_UNSPECIFIED value */
            IP6_ADDRESS_MODE_UNSPECIFIED = 0,

            /** SLAAC value */
            SLAAC = 1,

            /** MANAGED value */
            MANAGED = 2,

            /** NO_ADVERTISEMENT value */
            NO_ADVERTISEMENT = 3
        }

        /**
         * Properties of a HostRoute.
         * @deprecated Use weft.v1.HostRoute.$Properties instead.
         */
        interface IHostRoute extends weft.v1.HostRoute.$Properties {
        }

        /** Represents a HostRoute. */
        class HostRoute {

            /**
             * Constructs a new HostRoute.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.HostRoute.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HostRoute prefix. */
            prefix?: (weft.v1.IpPrefix.$Properties|null);

            /** HostRoute nextHop. */
            nextHop?: (weft.v1.IpAddress.$Properties|null);

            /**
             * Creates a new HostRoute instance using the specified properties.
             * @param [properties] Properties to set
             * @returns HostRoute instance
             */
            static create(properties: weft.v1.HostRoute.$Shape): weft.v1.HostRoute & weft.v1.HostRoute.$Shape;
            static create(properties?: weft.v1.HostRoute.$Properties): weft.v1.HostRoute;

            /**
             * Encodes the specified HostRoute message. Does not implicitly {@link weft.v1.HostRoute.verify|verify} messages.
             * @param message HostRoute message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.HostRoute.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HostRoute message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.HostRoute & weft.v1.HostRoute.$Shape} HostRoute
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.HostRoute & weft.v1.HostRoute.$Shape;

            /**
             * Creates a HostRoute message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns HostRoute
             */
            static fromObject(object: { [k: string]: any }): weft.v1.HostRoute;

            /**
             * Creates a plain object from a HostRoute message. Also converts values to other types if specified.
             * @param message HostRoute
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.HostRoute, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this HostRoute to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace HostRoute {

            /** Properties of a HostRoute. */
            interface $Properties {

                /** HostRoute prefix */
                prefix?: (weft.v1.IpPrefix.$Properties|null);

                /** HostRoute nextHop */
                nextHop?: (weft.v1.IpAddress.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HostRoute. */
            type $Shape = weft.v1.HostRoute.$Properties;
        }

        /**
         * Properties of a CreateSubnetRequest.
         * @deprecated Use weft.v1.CreateSubnetRequest.$Properties instead.
         */
        interface ICreateSubnetRequest extends weft.v1.CreateSubnetRequest.$Properties {
        }

        /** Represents a CreateSubnetRequest. */
        class CreateSubnetRequest {

            /**
             * Constructs a new CreateSubnetRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.CreateSubnetRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CreateSubnetRequest subnet. */
            subnet?: (weft.v1.Subnet.$Properties|null);

            /** CreateSubnetRequest requestId. */
            requestId: string;

            /** CreateSubnetRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new CreateSubnetRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CreateSubnetRequest instance
             */
            static create(properties: weft.v1.CreateSubnetRequest.$Shape): weft.v1.CreateSubnetRequest & weft.v1.CreateSubnetRequest.$Shape;
            static create(properties?: weft.v1.CreateSubnetRequest.$Properties): weft.v1.CreateSubnetRequest;

            /**
             * Encodes the specified CreateSubnetRequest message. Does not implicitly {@link weft.v1.CreateSubnetRequest.verify|verify} messages.
             * @param message CreateSubnetRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.CreateSubnetRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CreateSubnetRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.CreateSubnetRequest & weft.v1.CreateSubnetRequest.$Shape} CreateSubnetRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.CreateSubnetRequest & weft.v1.CreateSubnetRequest.$Shape;

            /**
             * Creates a CreateSubnetRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns CreateSubnetRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.CreateSubnetRequest;

            /**
             * Creates a plain object from a CreateSubnetRequest message. Also converts values to other types if specified.
             * @param message CreateSubnetRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.CreateSubnetRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this CreateSubnetRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace CreateSubnetRequest {

            /** Properties of a CreateSubnetRequest. */
            interface $Properties {

                /** CreateSubnetRequest subnet */
                subnet?: (weft.v1.Subnet.$Properties|null);

                /** CreateSubnetRequest requestId */
                requestId?: (string|null);

                /** CreateSubnetRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CreateSubnetRequest. */
            type $Shape = weft.v1.CreateSubnetRequest.$Properties;
        }

        /**
         * Properties of a GetSubnetRequest.
         * @deprecated Use weft.v1.GetSubnetRequest.$Properties instead.
         */
        interface IGetSubnetRequest extends weft.v1.GetSubnetRequest.$Properties {
        }

        /** Represents a GetSubnetRequest. */
        class GetSubnetRequest {

            /**
             * Constructs a new GetSubnetRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.GetSubnetRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GetSubnetRequest id. */
            id: string;

            /**
             * Creates a new GetSubnetRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GetSubnetRequest instance
             */
            static create(properties: weft.v1.GetSubnetRequest.$Shape): weft.v1.GetSubnetRequest & weft.v1.GetSubnetRequest.$Shape;
            static create(properties?: weft.v1.GetSubnetRequest.$Properties): weft.v1.GetSubnetRequest;

            /**
             * Encodes the specified GetSubnetRequest message. Does not implicitly {@link weft.v1.GetSubnetRequest.verify|verify} messages.
             * @param message GetSubnetRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.GetSubnetRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetSubnetRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.GetSubnetRequest & weft.v1.GetSubnetRequest.$Shape} GetSubnetRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.GetSubnetRequest & weft.v1.GetSubnetRequest.$Shape;

            /**
             * Creates a GetSubnetRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns GetSubnetRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.GetSubnetRequest;

            /**
             * Creates a plain object from a GetSubnetRequest message. Also converts values to other types if specified.
             * @param message GetSubnetRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.GetSubnetRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this GetSubnetRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace GetSubnetRequest {

            /** Properties of a GetSubnetRequest. */
            interface $Properties {

                /** GetSubnetRequest id */
                id?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetSubnetRequest. */
            type $Shape = weft.v1.GetSubnetRequest.$Properties;
        }

        /**
         * Properties of a ListSubnetsRequest.
         * @deprecated Use weft.v1.ListSubnetsRequest.$Properties instead.
         */
        interface IListSubnetsRequest extends weft.v1.ListSubnetsRequest.$Properties {
        }

        /** Represents a ListSubnetsRequest. */
        class ListSubnetsRequest {

            /**
             * Constructs a new ListSubnetsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListSubnetsRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListSubnetsRequest options. */
            options?: (weft.v1.ListOptions.$Properties|null);

            /** ListSubnetsRequest tenantId. */
            tenantId: string;

            /** ListSubnetsRequest networkId. */
            networkId: string;

            /**
             * Creates a new ListSubnetsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListSubnetsRequest instance
             */
            static create(properties: weft.v1.ListSubnetsRequest.$Shape): weft.v1.ListSubnetsRequest & weft.v1.ListSubnetsRequest.$Shape;
            static create(properties?: weft.v1.ListSubnetsRequest.$Properties): weft.v1.ListSubnetsRequest;

            /**
             * Encodes the specified ListSubnetsRequest message. Does not implicitly {@link weft.v1.ListSubnetsRequest.verify|verify} messages.
             * @param message ListSubnetsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListSubnetsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListSubnetsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListSubnetsRequest & weft.v1.ListSubnetsRequest.$Shape} ListSubnetsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListSubnetsRequest & weft.v1.ListSubnetsRequest.$Shape;

            /**
             * Creates a ListSubnetsRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListSubnetsRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListSubnetsRequest;

            /**
             * Creates a plain object from a ListSubnetsRequest message. Also converts values to other types if specified.
             * @param message ListSubnetsRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListSubnetsRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListSubnetsRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListSubnetsRequest {

            /** Properties of a ListSubnetsRequest. */
            interface $Properties {

                /** ListSubnetsRequest options */
                options?: (weft.v1.ListOptions.$Properties|null);

                /** ListSubnetsRequest tenantId */
                tenantId?: (string|null);

                /** ListSubnetsRequest networkId */
                networkId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListSubnetsRequest. */
            type $Shape = weft.v1.ListSubnetsRequest.$Properties;
        }

        /**
         * Properties of a ListSubnetsResponse.
         * @deprecated Use weft.v1.ListSubnetsResponse.$Properties instead.
         */
        interface IListSubnetsResponse extends weft.v1.ListSubnetsResponse.$Properties {
        }

        /** Represents a ListSubnetsResponse. */
        class ListSubnetsResponse {

            /**
             * Constructs a new ListSubnetsResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListSubnetsResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListSubnetsResponse subnets. */
            subnets: weft.v1.Subnet.$Properties[];

            /** ListSubnetsResponse nextPageToken. */
            nextPageToken: string;

            /** ListSubnetsResponse revision. */
            revision: number;

            /**
             * Creates a new ListSubnetsResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListSubnetsResponse instance
             */
            static create(properties: weft.v1.ListSubnetsResponse.$Shape): weft.v1.ListSubnetsResponse & weft.v1.ListSubnetsResponse.$Shape;
            static create(properties?: weft.v1.ListSubnetsResponse.$Properties): weft.v1.ListSubnetsResponse;

            /**
             * Encodes the specified ListSubnetsResponse message. Does not implicitly {@link weft.v1.ListSubnetsResponse.verify|verify} messages.
             * @param message ListSubnetsResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListSubnetsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListSubnetsResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListSubnetsResponse & weft.v1.ListSubnetsResponse.$Shape} ListSubnetsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListSubnetsResponse & weft.v1.ListSubnetsResponse.$Shape;

            /**
             * Creates a ListSubnetsResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListSubnetsResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListSubnetsResponse;

            /**
             * Creates a plain object from a ListSubnetsResponse message. Also converts values to other types if specified.
             * @param message ListSubnetsResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListSubnetsResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListSubnetsResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListSubnetsResponse {

            /** Properties of a ListSubnetsResponse. */
            interface $Properties {

                /** ListSubnetsResponse subnets */
                subnets?: (weft.v1.Subnet.$Properties[]|null);

                /** ListSubnetsResponse nextPageToken */
                nextPageToken?: (string|null);

                /** ListSubnetsResponse revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListSubnetsResponse. */
            type $Shape = weft.v1.ListSubnetsResponse.$Properties;
        }

        /**
         * Properties of an UpdateSubnetRequest.
         * @deprecated Use weft.v1.UpdateSubnetRequest.$Properties instead.
         */
        interface IUpdateSubnetRequest extends weft.v1.UpdateSubnetRequest.$Properties {
        }

        /** Represents an UpdateSubnetRequest. */
        class UpdateSubnetRequest {

            /**
             * Constructs a new UpdateSubnetRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.UpdateSubnetRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UpdateSubnetRequest subnet. */
            subnet?: (weft.v1.Subnet.$Properties|null);

            /** UpdateSubnetRequest updateMask. */
            updateMask?: (google.protobuf.FieldMask.$Properties|null);

            /** UpdateSubnetRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new UpdateSubnetRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UpdateSubnetRequest instance
             */
            static create(properties: weft.v1.UpdateSubnetRequest.$Shape): weft.v1.UpdateSubnetRequest & weft.v1.UpdateSubnetRequest.$Shape;
            static create(properties?: weft.v1.UpdateSubnetRequest.$Properties): weft.v1.UpdateSubnetRequest;

            /**
             * Encodes the specified UpdateSubnetRequest message. Does not implicitly {@link weft.v1.UpdateSubnetRequest.verify|verify} messages.
             * @param message UpdateSubnetRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.UpdateSubnetRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UpdateSubnetRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.UpdateSubnetRequest & weft.v1.UpdateSubnetRequest.$Shape} UpdateSubnetRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.UpdateSubnetRequest & weft.v1.UpdateSubnetRequest.$Shape;

            /**
             * Creates an UpdateSubnetRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns UpdateSubnetRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.UpdateSubnetRequest;

            /**
             * Creates a plain object from an UpdateSubnetRequest message. Also converts values to other types if specified.
             * @param message UpdateSubnetRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.UpdateSubnetRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this UpdateSubnetRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace UpdateSubnetRequest {

            /** Properties of an UpdateSubnetRequest. */
            interface $Properties {

                /** UpdateSubnetRequest subnet */
                subnet?: (weft.v1.Subnet.$Properties|null);

                /** UpdateSubnetRequest updateMask */
                updateMask?: (google.protobuf.FieldMask.$Properties|null);

                /** UpdateSubnetRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UpdateSubnetRequest. */
            type $Shape = weft.v1.UpdateSubnetRequest.$Properties;
        }

        /**
         * Properties of a DeleteSubnetRequest.
         * @deprecated Use weft.v1.DeleteSubnetRequest.$Properties instead.
         */
        interface IDeleteSubnetRequest extends weft.v1.DeleteSubnetRequest.$Properties {
        }

        /** Represents a DeleteSubnetRequest. */
        class DeleteSubnetRequest {

            /**
             * Constructs a new DeleteSubnetRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.DeleteSubnetRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeleteSubnetRequest id. */
            id: string;

            /** DeleteSubnetRequest etag. */
            etag: string;

            /** DeleteSubnetRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new DeleteSubnetRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeleteSubnetRequest instance
             */
            static create(properties: weft.v1.DeleteSubnetRequest.$Shape): weft.v1.DeleteSubnetRequest & weft.v1.DeleteSubnetRequest.$Shape;
            static create(properties?: weft.v1.DeleteSubnetRequest.$Properties): weft.v1.DeleteSubnetRequest;

            /**
             * Encodes the specified DeleteSubnetRequest message. Does not implicitly {@link weft.v1.DeleteSubnetRequest.verify|verify} messages.
             * @param message DeleteSubnetRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.DeleteSubnetRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeleteSubnetRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.DeleteSubnetRequest & weft.v1.DeleteSubnetRequest.$Shape} DeleteSubnetRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.DeleteSubnetRequest & weft.v1.DeleteSubnetRequest.$Shape;

            /**
             * Creates a DeleteSubnetRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DeleteSubnetRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.DeleteSubnetRequest;

            /**
             * Creates a plain object from a DeleteSubnetRequest message. Also converts values to other types if specified.
             * @param message DeleteSubnetRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.DeleteSubnetRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DeleteSubnetRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace DeleteSubnetRequest {

            /** Properties of a DeleteSubnetRequest. */
            interface $Properties {

                /** DeleteSubnetRequest id */
                id?: (string|null);

                /** DeleteSubnetRequest etag */
                etag?: (string|null);

                /** DeleteSubnetRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeleteSubnetRequest. */
            type $Shape = weft.v1.DeleteSubnetRequest.$Properties;
        }

        /**
         * Properties of a DeleteSubnetResponse.
         * @deprecated Use weft.v1.DeleteSubnetResponse.$Properties instead.
         */
        interface IDeleteSubnetResponse extends weft.v1.DeleteSubnetResponse.$Properties {
        }

        /** Represents a DeleteSubnetResponse. */
        class DeleteSubnetResponse {

            /**
             * Constructs a new DeleteSubnetResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.DeleteSubnetResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeleteSubnetResponse revision. */
            revision: number;

            /**
             * Creates a new DeleteSubnetResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeleteSubnetResponse instance
             */
            static create(properties: weft.v1.DeleteSubnetResponse.$Shape): weft.v1.DeleteSubnetResponse & weft.v1.DeleteSubnetResponse.$Shape;
            static create(properties?: weft.v1.DeleteSubnetResponse.$Properties): weft.v1.DeleteSubnetResponse;

            /**
             * Encodes the specified DeleteSubnetResponse message. Does not implicitly {@link weft.v1.DeleteSubnetResponse.verify|verify} messages.
             * @param message DeleteSubnetResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.DeleteSubnetResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeleteSubnetResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.DeleteSubnetResponse & weft.v1.DeleteSubnetResponse.$Shape} DeleteSubnetResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.DeleteSubnetResponse & weft.v1.DeleteSubnetResponse.$Shape;

            /**
             * Creates a DeleteSubnetResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DeleteSubnetResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.DeleteSubnetResponse;

            /**
             * Creates a plain object from a DeleteSubnetResponse message. Also converts values to other types if specified.
             * @param message DeleteSubnetResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.DeleteSubnetResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DeleteSubnetResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace DeleteSubnetResponse {

            /** Properties of a DeleteSubnetResponse. */
            interface $Properties {

                /** DeleteSubnetResponse revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeleteSubnetResponse. */
            type $Shape = weft.v1.DeleteSubnetResponse.$Properties;
        }

        /**
         * Properties of a WatchSubnetsRequest.
         * @deprecated Use weft.v1.WatchSubnetsRequest.$Properties instead.
         */
        interface IWatchSubnetsRequest extends weft.v1.WatchSubnetsRequest.$Properties {
        }

        /** Represents a WatchSubnetsRequest. */
        class WatchSubnetsRequest {

            /**
             * Constructs a new WatchSubnetsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.WatchSubnetsRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WatchSubnetsRequest options. */
            options?: (weft.v1.WatchOptions.$Properties|null);

            /** WatchSubnetsRequest tenantId. */
            tenantId: string;

            /** WatchSubnetsRequest networkId. */
            networkId: string;

            /**
             * Creates a new WatchSubnetsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns WatchSubnetsRequest instance
             */
            static create(properties: weft.v1.WatchSubnetsRequest.$Shape): weft.v1.WatchSubnetsRequest & weft.v1.WatchSubnetsRequest.$Shape;
            static create(properties?: weft.v1.WatchSubnetsRequest.$Properties): weft.v1.WatchSubnetsRequest;

            /**
             * Encodes the specified WatchSubnetsRequest message. Does not implicitly {@link weft.v1.WatchSubnetsRequest.verify|verify} messages.
             * @param message WatchSubnetsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.WatchSubnetsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WatchSubnetsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.WatchSubnetsRequest & weft.v1.WatchSubnetsRequest.$Shape} WatchSubnetsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.WatchSubnetsRequest & weft.v1.WatchSubnetsRequest.$Shape;

            /**
             * Creates a WatchSubnetsRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns WatchSubnetsRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.WatchSubnetsRequest;

            /**
             * Creates a plain object from a WatchSubnetsRequest message. Also converts values to other types if specified.
             * @param message WatchSubnetsRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.WatchSubnetsRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this WatchSubnetsRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace WatchSubnetsRequest {

            /** Properties of a WatchSubnetsRequest. */
            interface $Properties {

                /** WatchSubnetsRequest options */
                options?: (weft.v1.WatchOptions.$Properties|null);

                /** WatchSubnetsRequest tenantId */
                tenantId?: (string|null);

                /** WatchSubnetsRequest networkId */
                networkId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WatchSubnetsRequest. */
            type $Shape = weft.v1.WatchSubnetsRequest.$Properties;
        }

        /**
         * Properties of a SubnetChange.
         * @deprecated Use weft.v1.SubnetChange.$Properties instead.
         */
        interface ISubnetChange extends weft.v1.SubnetChange.$Properties {
        }

        /** Represents a SubnetChange. */
        class SubnetChange {

            /**
             * Constructs a new SubnetChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.SubnetChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SubnetChange kind. */
            kind: weft.v1.ChangeKind;

            /** SubnetChange revision. */
            revision: number;

            /** SubnetChange subnet. */
            subnet?: (weft.v1.Subnet.$Properties|null);

            /** SubnetChange resumeToken. */
            resumeToken: string;

            /**
             * Creates a new SubnetChange instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SubnetChange instance
             */
            static create(properties: weft.v1.SubnetChange.$Shape): weft.v1.SubnetChange & weft.v1.SubnetChange.$Shape;
            static create(properties?: weft.v1.SubnetChange.$Properties): weft.v1.SubnetChange;

            /**
             * Encodes the specified SubnetChange message. Does not implicitly {@link weft.v1.SubnetChange.verify|verify} messages.
             * @param message SubnetChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.SubnetChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SubnetChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.SubnetChange & weft.v1.SubnetChange.$Shape} SubnetChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.SubnetChange & weft.v1.SubnetChange.$Shape;

            /**
             * Creates a SubnetChange message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns SubnetChange
             */
            static fromObject(object: { [k: string]: any }): weft.v1.SubnetChange;

            /**
             * Creates a plain object from a SubnetChange message. Also converts values to other types if specified.
             * @param message SubnetChange
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.SubnetChange, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this SubnetChange to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace SubnetChange {

            /** Properties of a SubnetChange. */
            interface $Properties {

                /** SubnetChange kind */
                kind?: (weft.v1.ChangeKind|null);

                /** SubnetChange revision */
                revision?: (number|null);

                /** SubnetChange subnet */
                subnet?: (weft.v1.Subnet.$Properties|null);

                /** SubnetChange resumeToken */
                resumeToken?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SubnetChange. */
            type $Shape = weft.v1.SubnetChange.$Properties;
        }

        /**
         * Properties of an AgentMessage.
         * @deprecated Use weft.v1.AgentMessage.$Properties instead.
         */
        interface IAgentMessage extends weft.v1.AgentMessage.$Properties {
        }

        /** Represents an AgentMessage. */
        class AgentMessage {

            /**
             * Constructs a new AgentMessage.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.AgentMessage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AgentMessage hello. */
            hello?: (weft.v1.Hello.$Properties|null);

            /** AgentMessage ack. */
            ack?: (weft.v1.Ack.$Properties|null);

            /** AgentMessage nack. */
            nack?: (weft.v1.Nack.$Properties|null);

            /** AgentMessage portReport. */
            portReport?: (weft.v1.PortReport.$Properties|null);

            /** AgentMessage heartbeat. */
            heartbeat?: (weft.v1.Heartbeat.$Properties|null);

            /** AgentMessage message. */
            message?: ("hello"|"ack"|"nack"|"portReport"|"heartbeat");

            /**
             * Creates a new AgentMessage instance using the specified properties.
             * @param [properties] Properties to set
             * @returns AgentMessage instance
             */
            static create(properties: weft.v1.AgentMessage.$Shape): weft.v1.AgentMessage & weft.v1.AgentMessage.$Shape;
            static create(properties?: weft.v1.AgentMessage.$Properties): weft.v1.AgentMessage;

            /**
             * Encodes the specified AgentMessage message. Does not implicitly {@link weft.v1.AgentMessage.verify|verify} messages.
             * @param message AgentMessage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.AgentMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AgentMessage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.AgentMessage & weft.v1.AgentMessage.$Shape} AgentMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.AgentMessage & weft.v1.AgentMessage.$Shape;

            /**
             * Creates an AgentMessage message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns AgentMessage
             */
            static fromObject(object: { [k: string]: any }): weft.v1.AgentMessage;

            /**
             * Creates a plain object from an AgentMessage message. Also converts values to other types if specified.
             * @param message AgentMessage
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.AgentMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this AgentMessage to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace AgentMessage {

            /** Properties of an AgentMessage. */
            interface $Properties {

                /** AgentMessage hello */
                hello?: (weft.v1.Hello.$Properties|null);

                /** AgentMessage ack */
                ack?: (weft.v1.Ack.$Properties|null);

                /** AgentMessage nack */
                nack?: (weft.v1.Nack.$Properties|null);

                /** AgentMessage portReport */
                portReport?: (weft.v1.PortReport.$Properties|null);

                /** AgentMessage heartbeat */
                heartbeat?: (weft.v1.Heartbeat.$Properties|null);

                /** AgentMessage message */
                message?: ("hello"|"ack"|"nack"|"portReport"|"heartbeat");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of an AgentMessage. */
            type $Shape = {
              hello?: weft.v1.Hello.$Shape|null;
              ack?: weft.v1.Ack.$Shape|null;
              nack?: weft.v1.Nack.$Shape|null;
              portReport?: weft.v1.PortReport.$Shape|null;
              heartbeat?: weft.v1.Heartbeat.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ message?: undefined; hello?: null; ack?: null; nack?: null; portReport?: null; heartbeat?: null }|{ message?: "hello"; hello: weft.v1.Hello.$Shape; ack?: null; nack?: null; portReport?: null; heartbeat?: null }|{ message?: "ack"; hello?: null; ack: weft.v1.Ack.$Shape; nack?: null; portReport?: null; heartbeat?: null }|{ message?: "nack"; hello?: null; ack?: null; nack: weft.v1.Nack.$Shape; portReport?: null; heartbeat?: null }|{ message?: "portReport"; hello?: null; ack?: null; nack?: null; portReport: weft.v1.PortReport.$Shape; heartbeat?: null }|{ message?: "heartbeat"; hello?: null; ack?: null; nack?: null; portReport?: null; heartbeat: weft.v1.Heartbeat.$Shape })
            );
        }

        /**
         * Properties of a Hello.
         * @deprecated Use weft.v1.Hello.$Properties instead.
         */
        interface IHello extends weft.v1.Hello.$Properties {
        }

        /** Represents a Hello. */
        class Hello {

            /**
             * Constructs a new Hello.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Hello.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Hello clusterId. */
            clusterId: string;

            /** Hello epoch. */
            epoch: string;

            /** Hello revision. */
            revision: number;

            /** Hello nodeId. */
            nodeId: string;

            /** Hello agentInstance. */
            agentInstance: string;

            /** Hello protocolMin. */
            protocolMin: number;

            /** Hello protocolMax. */
            protocolMax: number;

            /** Hello capabilities. */
            capabilities: string[];

            /** Hello agentVersion. */
            agentVersion: string;

            /** Hello kernelRelease. */
            kernelRelease: string;

            /** Hello underlayMtu. */
            underlayMtu: number;

            /**
             * Creates a new Hello instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Hello instance
             */
            static create(properties: weft.v1.Hello.$Shape): weft.v1.Hello & weft.v1.Hello.$Shape;
            static create(properties?: weft.v1.Hello.$Properties): weft.v1.Hello;

            /**
             * Encodes the specified Hello message. Does not implicitly {@link weft.v1.Hello.verify|verify} messages.
             * @param message Hello message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Hello message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Hello & weft.v1.Hello.$Shape} Hello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Hello & weft.v1.Hello.$Shape;

            /**
             * Creates a Hello message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Hello
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Hello;

            /**
             * Creates a plain object from a Hello message. Also converts values to other types if specified.
             * @param message Hello
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Hello, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Hello to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Hello {

            /** Properties of a Hello. */
            interface $Properties {

                /** Hello clusterId */
                clusterId?: (string|null);

                /** Hello epoch */
                epoch?: (string|null);

                /** Hello revision */
                revision?: (number|null);

                /** Hello nodeId */
                nodeId?: (string|null);

                /** Hello agentInstance */
                agentInstance?: (string|null);

                /** Hello protocolMin */
                protocolMin?: (number|null);

                /** Hello protocolMax */
                protocolMax?: (number|null);

                /** Hello capabilities */
                capabilities?: (string[]|null);

                /** Hello agentVersion */
                agentVersion?: (string|null);

                /** Hello kernelRelease */
                kernelRelease?: (string|null);

                /** Hello underlayMtu */
                underlayMtu?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Hello. */
            type $Shape = weft.v1.Hello.$Properties;
        }

        /**
         * Properties of an Ack.
         * @deprecated Use weft.v1.Ack.$Properties instead.
         */
        interface IAck extends weft.v1.Ack.$Properties {
        }

        /** Represents an Ack. */
        class Ack {

            /**
             * Constructs a new Ack.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Ack.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Ack revision. */
            revision: number;

            /**
             * Creates a new Ack instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Ack instance
             */
            static create(properties: weft.v1.Ack.$Shape): weft.v1.Ack & weft.v1.Ack.$Shape;
            static create(properties?: weft.v1.Ack.$Properties): weft.v1.Ack;

            /**
             * Encodes the specified Ack message. Does not implicitly {@link weft.v1.Ack.verify|verify} messages.
             * @param message Ack message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Ack.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Ack message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Ack & weft.v1.Ack.$Shape} Ack
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Ack & weft.v1.Ack.$Shape;

            /**
             * Creates an Ack message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Ack
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Ack;

            /**
             * Creates a plain object from an Ack message. Also converts values to other types if specified.
             * @param message Ack
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Ack, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Ack to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Ack {

            /** Properties of an Ack. */
            interface $Properties {

                /** Ack revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Ack. */
            type $Shape = weft.v1.Ack.$Properties;
        }

        /**
         * Properties of a Nack.
         * @deprecated Use weft.v1.Nack.$Properties instead.
         */
        interface INack extends weft.v1.Nack.$Properties {
        }

        /** Represents a Nack. */
        class Nack {

            /**
             * Constructs a new Nack.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Nack.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Nack revision. */
            revision: number;

            /** Nack key. */
            key?: (weft.v1.EntryKey.$Properties|null);

            /** Nack reason. */
            reason: weft.v1.NackReason;

            /** Nack message. */
            message: string;

            /**
             * Creates a new Nack instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Nack instance
             */
            static create(properties: weft.v1.Nack.$Shape): weft.v1.Nack & weft.v1.Nack.$Shape;
            static create(properties?: weft.v1.Nack.$Properties): weft.v1.Nack;

            /**
             * Encodes the specified Nack message. Does not implicitly {@link weft.v1.Nack.verify|verify} messages.
             * @param message Nack message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Nack.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Nack message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Nack & weft.v1.Nack.$Shape} Nack
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Nack & weft.v1.Nack.$Shape;

            /**
             * Creates a Nack message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Nack
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Nack;

            /**
             * Creates a plain object from a Nack message. Also converts values to other types if specified.
             * @param message Nack
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Nack, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Nack to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Nack {

            /** Properties of a Nack. */
            interface $Properties {

                /** Nack revision */
                revision?: (number|null);

                /** Nack key */
                key?: (weft.v1.EntryKey.$Properties|null);

                /** Nack reason */
                reason?: (weft.v1.NackReason|null);

                /** Nack message */
                message?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Nack. */
            type $Shape = {
              revision?: number|null;
              key?: weft.v1.EntryKey.$Shape|null;
              reason?: weft.v1.NackReason|null;
              message?: string|null;
              $unknowns?: Uint8Array[];
            };
        }

        /** NackReason enum. */
        enum NackReason {

            /** NACK_REASON_UNSPECIFIED value */
            NACK_REASON_UNSPECIFIED = 0,

            /** MAP_FULL value */
            MAP_FULL = 1,

            /** BAD_VALUE value */
            BAD_VALUE = 2,

            /** UNKNOWN_ENTRY value */
            UNKNOWN_ENTRY = 3,

            /** KERNEL_ERROR value */
            KERNEL_ERROR = 4,

            /** RESOLVED value */
            RESOLVED = 5
        }

        /**
         * Properties of a PortReport.
         * @deprecated Use weft.v1.PortReport.$Properties instead.
         */
        interface IPortReport extends weft.v1.PortReport.$Properties {
        }

        /** Represents a PortReport. */
        class PortReport {

            /**
             * Constructs a new PortReport.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.PortReport.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PortReport ports. */
            ports: weft.v1.PortFacts.$Properties[];

            /** PortReport complete. */
            complete: boolean;

            /**
             * Creates a new PortReport instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PortReport instance
             */
            static create(properties: weft.v1.PortReport.$Shape): weft.v1.PortReport & weft.v1.PortReport.$Shape;
            static create(properties?: weft.v1.PortReport.$Properties): weft.v1.PortReport;

            /**
             * Encodes the specified PortReport message. Does not implicitly {@link weft.v1.PortReport.verify|verify} messages.
             * @param message PortReport message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.PortReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PortReport message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.PortReport & weft.v1.PortReport.$Shape} PortReport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.PortReport & weft.v1.PortReport.$Shape;

            /**
             * Creates a PortReport message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns PortReport
             */
            static fromObject(object: { [k: string]: any }): weft.v1.PortReport;

            /**
             * Creates a plain object from a PortReport message. Also converts values to other types if specified.
             * @param message PortReport
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.PortReport, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this PortReport to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace PortReport {

            /** Properties of a PortReport. */
            interface $Properties {

                /** PortReport ports */
                ports?: (weft.v1.PortFacts.$Properties[]|null);

                /** PortReport complete */
                complete?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PortReport. */
            type $Shape = weft.v1.PortReport.$Properties;
        }

        /**
         * Properties of a PortFacts.
         * @deprecated Use weft.v1.PortFacts.$Properties instead.
         */
        interface IPortFacts extends weft.v1.PortFacts.$Properties {
        }

        /** Represents a PortFacts. */
        class PortFacts {

            /**
             * Constructs a new PortFacts.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.PortFacts.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PortFacts portId. */
            portId: string;

            /** PortFacts generation. */
            generation: number;

            /** PortFacts plugged. */
            plugged: boolean;

            /** PortFacts linkUp. */
            linkUp: boolean;

            /** PortFacts programmed. */
            programmed: boolean;

            /** PortFacts interface. */
            interface: string;

            /** PortFacts message. */
            message: string;

            /**
             * Creates a new PortFacts instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PortFacts instance
             */
            static create(properties: weft.v1.PortFacts.$Shape): weft.v1.PortFacts & weft.v1.PortFacts.$Shape;
            static create(properties?: weft.v1.PortFacts.$Properties): weft.v1.PortFacts;

            /**
             * Encodes the specified PortFacts message. Does not implicitly {@link weft.v1.PortFacts.verify|verify} messages.
             * @param message PortFacts message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.PortFacts.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PortFacts message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.PortFacts & weft.v1.PortFacts.$Shape} PortFacts
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.PortFacts & weft.v1.PortFacts.$Shape;

            /**
             * Creates a PortFacts message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns PortFacts
             */
            static fromObject(object: { [k: string]: any }): weft.v1.PortFacts;

            /**
             * Creates a plain object from a PortFacts message. Also converts values to other types if specified.
             * @param message PortFacts
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.PortFacts, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this PortFacts to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace PortFacts {

            /** Properties of a PortFacts. */
            interface $Properties {

                /** PortFacts portId */
                portId?: (string|null);

                /** PortFacts generation */
                generation?: (number|null);

                /** PortFacts plugged */
                plugged?: (boolean|null);

                /** PortFacts linkUp */
                linkUp?: (boolean|null);

                /** PortFacts programmed */
                programmed?: (boolean|null);

                /** PortFacts interface */
                "interface"?: (string|null);

                /** PortFacts message */
                message?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PortFacts. */
            type $Shape = weft.v1.PortFacts.$Properties;
        }

        /**
         * Properties of a Heartbeat.
         * @deprecated Use weft.v1.Heartbeat.$Properties instead.
         */
        interface IHeartbeat extends weft.v1.Heartbeat.$Properties {
        }

        /** Represents a Heartbeat. */
        class Heartbeat {

            /**
             * Constructs a new Heartbeat.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Heartbeat.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Heartbeat sentUnixMs. */
            sentUnixMs: number;

            /** Heartbeat message. */
            message: string;

            /**
             * Creates a new Heartbeat instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Heartbeat instance
             */
            static create(properties: weft.v1.Heartbeat.$Shape): weft.v1.Heartbeat & weft.v1.Heartbeat.$Shape;
            static create(properties?: weft.v1.Heartbeat.$Properties): weft.v1.Heartbeat;

            /**
             * Encodes the specified Heartbeat message. Does not implicitly {@link weft.v1.Heartbeat.verify|verify} messages.
             * @param message Heartbeat message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Heartbeat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Heartbeat message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Heartbeat & weft.v1.Heartbeat.$Shape} Heartbeat
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Heartbeat & weft.v1.Heartbeat.$Shape;

            /**
             * Creates a Heartbeat message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Heartbeat
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Heartbeat;

            /**
             * Creates a plain object from a Heartbeat message. Also converts values to other types if specified.
             * @param message Heartbeat
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Heartbeat, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Heartbeat to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Heartbeat {

            /** Properties of a Heartbeat. */
            interface $Properties {

                /** Heartbeat sentUnixMs */
                sentUnixMs?: (number|null);

                /** Heartbeat message */
                message?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Heartbeat. */
            type $Shape = weft.v1.Heartbeat.$Properties;
        }

        /**
         * Properties of a ControllerMessage.
         * @deprecated Use weft.v1.ControllerMessage.$Properties instead.
         */
        interface IControllerMessage extends weft.v1.ControllerMessage.$Properties {
        }

        /** Represents a ControllerMessage. */
        class ControllerMessage {

            /**
             * Constructs a new ControllerMessage.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ControllerMessage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ControllerMessage welcome. */
            welcome?: (weft.v1.Welcome.$Properties|null);

            /** ControllerMessage snapshotBegin. */
            snapshotBegin?: (weft.v1.SnapshotBegin.$Properties|null);

            /** ControllerMessage snapshotChunk. */
            snapshotChunk?: (weft.v1.SnapshotChunk.$Properties|null);

            /** ControllerMessage snapshotEnd. */
            snapshotEnd?: (weft.v1.SnapshotEnd.$Properties|null);

            /** ControllerMessage delta. */
            delta?: (weft.v1.Delta.$Properties|null);

            /** ControllerMessage message. */
            message?: ("welcome"|"snapshotBegin"|"snapshotChunk"|"snapshotEnd"|"delta");

            /**
             * Creates a new ControllerMessage instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ControllerMessage instance
             */
            static create(properties: weft.v1.ControllerMessage.$Shape): weft.v1.ControllerMessage & weft.v1.ControllerMessage.$Shape;
            static create(properties?: weft.v1.ControllerMessage.$Properties): weft.v1.ControllerMessage;

            /**
             * Encodes the specified ControllerMessage message. Does not implicitly {@link weft.v1.ControllerMessage.verify|verify} messages.
             * @param message ControllerMessage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ControllerMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ControllerMessage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ControllerMessage & weft.v1.ControllerMessage.$Shape} ControllerMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ControllerMessage & weft.v1.ControllerMessage.$Shape;

            /**
             * Creates a ControllerMessage message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ControllerMessage
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ControllerMessage;

            /**
             * Creates a plain object from a ControllerMessage message. Also converts values to other types if specified.
             * @param message ControllerMessage
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ControllerMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ControllerMessage to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ControllerMessage {

            /** Properties of a ControllerMessage. */
            interface $Properties {

                /** ControllerMessage welcome */
                welcome?: (weft.v1.Welcome.$Properties|null);

                /** ControllerMessage snapshotBegin */
                snapshotBegin?: (weft.v1.SnapshotBegin.$Properties|null);

                /** ControllerMessage snapshotChunk */
                snapshotChunk?: (weft.v1.SnapshotChunk.$Properties|null);

                /** ControllerMessage snapshotEnd */
                snapshotEnd?: (weft.v1.SnapshotEnd.$Properties|null);

                /** ControllerMessage delta */
                delta?: (weft.v1.Delta.$Properties|null);

                /** ControllerMessage message */
                message?: ("welcome"|"snapshotBegin"|"snapshotChunk"|"snapshotEnd"|"delta");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a ControllerMessage. */
            type $Shape = {
              welcome?: weft.v1.Welcome.$Shape|null;
              snapshotBegin?: weft.v1.SnapshotBegin.$Shape|null;
              snapshotChunk?: weft.v1.SnapshotChunk.$Shape|null;
              snapshotEnd?: weft.v1.SnapshotEnd.$Shape|null;
              delta?: weft.v1.Delta.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ message?: undefined; welcome?: null; snapshotBegin?: null; snapshotChunk?: null; snapshotEnd?: null; delta?: null }|{ message?: "welcome"; welcome: weft.v1.Welcome.$Shape; snapshotBegin?: null; snapshotChunk?: null; snapshotEnd?: null; delta?: null }|{ message?: "snapshotBegin"; welcome?: null; snapshotBegin: weft.v1.SnapshotBegin.$Shape; snapshotChunk?: null; snapshotEnd?: null; delta?: null }|{ message?: "snapshotChunk"; welcome?: null; snapshotBegin?: null; snapshotChunk: weft.v1.SnapshotChunk.$Shape; snapshotEnd?: null; delta?: null }|{ message?: "snapshotEnd"; welcome?: null; snapshotBegin?: null; snapshotChunk?: null; snapshotEnd: weft.v1.SnapshotEnd.$Shape; delta?: null }|{ message?: "delta"; welcome?: null; snapshotBegin?: null; snapshotChunk?: null; snapshotEnd?: null; delta: weft.v1.Delta.$Shape })
            );
        }

        /** Resume enum. */
        enum Resume {

            /** RESUME_UNSPECIFIED value */
            RESUME_UNSPECIFIED = 0,

            /** SNAPSHOT value */
            SNAPSHOT = 1,

            /** DELTA value */
            DELTA = 2
        }

        /**
         * Properties of a Welcome.
         * @deprecated Use weft.v1.Welcome.$Properties instead.
         */
        interface IWelcome extends weft.v1.Welcome.$Properties {
        }

        /** Represents a Welcome. */
        class Welcome {

            /**
             * Constructs a new Welcome.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Welcome.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Welcome clusterId. */
            clusterId: string;

            /** Welcome epoch. */
            epoch: string;

            /** Welcome protocol. */
            protocol: number;

            /** Welcome resume. */
            resume: weft.v1.Resume;

            /** Welcome heartbeatIntervalMs. */
            heartbeatIntervalMs: number;

            /** Welcome revision. */
            revision: number;

            /**
             * Creates a new Welcome instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Welcome instance
             */
            static create(properties: weft.v1.Welcome.$Shape): weft.v1.Welcome & weft.v1.Welcome.$Shape;
            static create(properties?: weft.v1.Welcome.$Properties): weft.v1.Welcome;

            /**
             * Encodes the specified Welcome message. Does not implicitly {@link weft.v1.Welcome.verify|verify} messages.
             * @param message Welcome message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Welcome.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Welcome message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Welcome & weft.v1.Welcome.$Shape} Welcome
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Welcome & weft.v1.Welcome.$Shape;

            /**
             * Creates a Welcome message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Welcome
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Welcome;

            /**
             * Creates a plain object from a Welcome message. Also converts values to other types if specified.
             * @param message Welcome
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Welcome, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Welcome to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Welcome {

            /** Properties of a Welcome. */
            interface $Properties {

                /** Welcome clusterId */
                clusterId?: (string|null);

                /** Welcome epoch */
                epoch?: (string|null);

                /** Welcome protocol */
                protocol?: (number|null);

                /** Welcome resume */
                resume?: (weft.v1.Resume|null);

                /** Welcome heartbeatIntervalMs */
                heartbeatIntervalMs?: (number|null);

                /** Welcome revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Welcome. */
            type $Shape = weft.v1.Welcome.$Properties;
        }

        /**
         * Properties of a SnapshotBegin.
         * @deprecated Use weft.v1.SnapshotBegin.$Properties instead.
         */
        interface ISnapshotBegin extends weft.v1.SnapshotBegin.$Properties {
        }

        /** Represents a SnapshotBegin. */
        class SnapshotBegin {

            /**
             * Constructs a new SnapshotBegin.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.SnapshotBegin.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SnapshotBegin revision. */
            revision: number;

            /** SnapshotBegin entryCount. */
            entryCount: number;

            /**
             * Creates a new SnapshotBegin instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SnapshotBegin instance
             */
            static create(properties: weft.v1.SnapshotBegin.$Shape): weft.v1.SnapshotBegin & weft.v1.SnapshotBegin.$Shape;
            static create(properties?: weft.v1.SnapshotBegin.$Properties): weft.v1.SnapshotBegin;

            /**
             * Encodes the specified SnapshotBegin message. Does not implicitly {@link weft.v1.SnapshotBegin.verify|verify} messages.
             * @param message SnapshotBegin message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.SnapshotBegin.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SnapshotBegin message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.SnapshotBegin & weft.v1.SnapshotBegin.$Shape} SnapshotBegin
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.SnapshotBegin & weft.v1.SnapshotBegin.$Shape;

            /**
             * Creates a SnapshotBegin message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns SnapshotBegin
             */
            static fromObject(object: { [k: string]: any }): weft.v1.SnapshotBegin;

            /**
             * Creates a plain object from a SnapshotBegin message. Also converts values to other types if specified.
             * @param message SnapshotBegin
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.SnapshotBegin, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this SnapshotBegin to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace SnapshotBegin {

            /** Properties of a SnapshotBegin. */
            interface $Properties {

                /** SnapshotBegin revision */
                revision?: (number|null);

                /** SnapshotBegin entryCount */
                entryCount?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SnapshotBegin. */
            type $Shape = weft.v1.SnapshotBegin.$Properties;
        }

        /**
         * Properties of a SnapshotChunk.
         * @deprecated Use weft.v1.SnapshotChunk.$Properties instead.
         */
        interface ISnapshotChunk extends weft.v1.SnapshotChunk.$Properties {
        }

        /** Represents a SnapshotChunk. */
        class SnapshotChunk {

            /**
             * Constructs a new SnapshotChunk.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.SnapshotChunk.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SnapshotChunk put. */
            put: weft.v1.Entry.$Properties[];

            /**
             * Creates a new SnapshotChunk instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SnapshotChunk instance
             */
            static create(properties: weft.v1.SnapshotChunk.$Shape): weft.v1.SnapshotChunk & weft.v1.SnapshotChunk.$Shape;
            static create(properties?: weft.v1.SnapshotChunk.$Properties): weft.v1.SnapshotChunk;

            /**
             * Encodes the specified SnapshotChunk message. Does not implicitly {@link weft.v1.SnapshotChunk.verify|verify} messages.
             * @param message SnapshotChunk message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.SnapshotChunk.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SnapshotChunk message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.SnapshotChunk & weft.v1.SnapshotChunk.$Shape} SnapshotChunk
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.SnapshotChunk & weft.v1.SnapshotChunk.$Shape;

            /**
             * Creates a SnapshotChunk message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns SnapshotChunk
             */
            static fromObject(object: { [k: string]: any }): weft.v1.SnapshotChunk;

            /**
             * Creates a plain object from a SnapshotChunk message. Also converts values to other types if specified.
             * @param message SnapshotChunk
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.SnapshotChunk, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this SnapshotChunk to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace SnapshotChunk {

            /** Properties of a SnapshotChunk. */
            interface $Properties {

                /** SnapshotChunk put */
                put?: (weft.v1.Entry.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SnapshotChunk. */
            type $Shape = {
              put?: weft.v1.Entry.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a SnapshotEnd.
         * @deprecated Use weft.v1.SnapshotEnd.$Properties instead.
         */
        interface ISnapshotEnd extends weft.v1.SnapshotEnd.$Properties {
        }

        /** Represents a SnapshotEnd. */
        class SnapshotEnd {

            /**
             * Constructs a new SnapshotEnd.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.SnapshotEnd.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SnapshotEnd revision. */
            revision: number;

            /** SnapshotEnd entryCount. */
            entryCount: number;

            /**
             * Creates a new SnapshotEnd instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SnapshotEnd instance
             */
            static create(properties: weft.v1.SnapshotEnd.$Shape): weft.v1.SnapshotEnd & weft.v1.SnapshotEnd.$Shape;
            static create(properties?: weft.v1.SnapshotEnd.$Properties): weft.v1.SnapshotEnd;

            /**
             * Encodes the specified SnapshotEnd message. Does not implicitly {@link weft.v1.SnapshotEnd.verify|verify} messages.
             * @param message SnapshotEnd message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.SnapshotEnd.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SnapshotEnd message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.SnapshotEnd & weft.v1.SnapshotEnd.$Shape} SnapshotEnd
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.SnapshotEnd & weft.v1.SnapshotEnd.$Shape;

            /**
             * Creates a SnapshotEnd message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns SnapshotEnd
             */
            static fromObject(object: { [k: string]: any }): weft.v1.SnapshotEnd;

            /**
             * Creates a plain object from a SnapshotEnd message. Also converts values to other types if specified.
             * @param message SnapshotEnd
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.SnapshotEnd, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this SnapshotEnd to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace SnapshotEnd {

            /** Properties of a SnapshotEnd. */
            interface $Properties {

                /** SnapshotEnd revision */
                revision?: (number|null);

                /** SnapshotEnd entryCount */
                entryCount?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SnapshotEnd. */
            type $Shape = weft.v1.SnapshotEnd.$Properties;
        }

        /**
         * Properties of a Delta.
         * @deprecated Use weft.v1.Delta.$Properties instead.
         */
        interface IDelta extends weft.v1.Delta.$Properties {
        }

        /** Represents a Delta. */
        class Delta {

            /**
             * Constructs a new Delta.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Delta.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Delta revision. */
            revision: number;

            /** Delta remove. */
            remove: weft.v1.EntryKey.$Properties[];

            /** Delta put. */
            put: weft.v1.Entry.$Properties[];

            /** Delta more. */
            more: boolean;

            /**
             * Creates a new Delta instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Delta instance
             */
            static create(properties: weft.v1.Delta.$Shape): weft.v1.Delta & weft.v1.Delta.$Shape;
            static create(properties?: weft.v1.Delta.$Properties): weft.v1.Delta;

            /**
             * Encodes the specified Delta message. Does not implicitly {@link weft.v1.Delta.verify|verify} messages.
             * @param message Delta message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Delta.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Delta message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Delta & weft.v1.Delta.$Shape} Delta
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Delta & weft.v1.Delta.$Shape;

            /**
             * Creates a Delta message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Delta
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Delta;

            /**
             * Creates a plain object from a Delta message. Also converts values to other types if specified.
             * @param message Delta
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Delta, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Delta to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Delta {

            /** Properties of a Delta. */
            interface $Properties {

                /** Delta revision */
                revision?: (number|null);

                /** Delta remove */
                remove?: (weft.v1.EntryKey.$Properties[]|null);

                /** Delta put */
                put?: (weft.v1.Entry.$Properties[]|null);

                /** Delta more */
                more?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Delta. */
            type $Shape = {
              revision?: number|null;
              remove?: weft.v1.EntryKey.$Shape[]|null;
              put?: weft.v1.Entry.$Shape[]|null;
              more?: boolean|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of an EntryKey.
         * @deprecated Use weft.v1.EntryKey.$Properties instead.
         */
        interface IEntryKey extends weft.v1.EntryKey.$Properties {
        }

        /** Represents an EntryKey. */
        class EntryKey {

            /**
             * Constructs a new EntryKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.EntryKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** EntryKey nodeConfig. */
            nodeConfig?: (weft.v1.NodeConfigKey.$Properties|null);

            /** EntryKey vtep. */
            vtep?: (weft.v1.VtepKey.$Properties|null);

            /** EntryKey network. */
            network?: (weft.v1.NetworkKey.$Properties|null);

            /** EntryKey localPort. */
            localPort?: (weft.v1.LocalPortKey.$Properties|null);

            /** EntryKey fdb. */
            fdb?: (weft.v1.FdbKey.$Properties|null);

            /** EntryKey neighbor. */
            neighbor?: (weft.v1.NeighborKey.$Properties|null);

            /** EntryKey member. */
            member?: (weft.v1.MemberKey.$Properties|null);

            /** EntryKey subnet. */
            subnet?: (weft.v1.SubnetKey.$Properties|null);

            /** EntryKey route. */
            route?: (weft.v1.RouteKey.$Properties|null);

            /** EntryKey key. */
            key?: ("nodeConfig"|"vtep"|"network"|"localPort"|"fdb"|"neighbor"|"member"|"subnet"|"route");

            /**
             * Creates a new EntryKey instance using the specified properties.
             * @param [properties] Properties to set
             * @returns EntryKey instance
             */
            static create(properties: weft.v1.EntryKey.$Shape): weft.v1.EntryKey & weft.v1.EntryKey.$Shape;
            static create(properties?: weft.v1.EntryKey.$Properties): weft.v1.EntryKey;

            /**
             * Encodes the specified EntryKey message. Does not implicitly {@link weft.v1.EntryKey.verify|verify} messages.
             * @param message EntryKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.EntryKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EntryKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.EntryKey & weft.v1.EntryKey.$Shape} EntryKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.EntryKey & weft.v1.EntryKey.$Shape;

            /**
             * Creates an EntryKey message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns EntryKey
             */
            static fromObject(object: { [k: string]: any }): weft.v1.EntryKey;

            /**
             * Creates a plain object from an EntryKey message. Also converts values to other types if specified.
             * @param message EntryKey
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.EntryKey, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this EntryKey to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace EntryKey {

            /** Properties of an EntryKey. */
            interface $Properties {

                /** EntryKey nodeConfig */
                nodeConfig?: (weft.v1.NodeConfigKey.$Properties|null);

                /** EntryKey vtep */
                vtep?: (weft.v1.VtepKey.$Properties|null);

                /** EntryKey network */
                network?: (weft.v1.NetworkKey.$Properties|null);

                /** EntryKey localPort */
                localPort?: (weft.v1.LocalPortKey.$Properties|null);

                /** EntryKey fdb */
                fdb?: (weft.v1.FdbKey.$Properties|null);

                /** EntryKey neighbor */
                neighbor?: (weft.v1.NeighborKey.$Properties|null);

                /** EntryKey member */
                member?: (weft.v1.MemberKey.$Properties|null);

                /** EntryKey subnet */
                subnet?: (weft.v1.SubnetKey.$Properties|null);

                /** EntryKey route */
                route?: (weft.v1.RouteKey.$Properties|null);

                /** EntryKey key */
                key?: ("nodeConfig"|"vtep"|"network"|"localPort"|"fdb"|"neighbor"|"member"|"subnet"|"route");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of an EntryKey. */
            type $Shape = {
              nodeConfig?: weft.v1.NodeConfigKey.$Shape|null;
              vtep?: weft.v1.VtepKey.$Shape|null;
              network?: weft.v1.NetworkKey.$Shape|null;
              localPort?: weft.v1.LocalPortKey.$Shape|null;
              fdb?: weft.v1.FdbKey.$Shape|null;
              neighbor?: weft.v1.NeighborKey.$Shape|null;
              member?: weft.v1.MemberKey.$Shape|null;
              subnet?: weft.v1.SubnetKey.$Shape|null;
              route?: weft.v1.RouteKey.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ key?: undefined; nodeConfig?: null; vtep?: null; network?: null; localPort?: null; fdb?: null; neighbor?: null; member?: null; subnet?: null; route?: null }|{ key?: "nodeConfig"; nodeConfig: weft.v1.NodeConfigKey.$Shape; vtep?: null; network?: null; localPort?: null; fdb?: null; neighbor?: null; member?: null; subnet?: null; route?: null }|{ key?: "vtep"; nodeConfig?: null; vtep: weft.v1.VtepKey.$Shape; network?: null; localPort?: null; fdb?: null; neighbor?: null; member?: null; subnet?: null; route?: null }|{ key?: "network"; nodeConfig?: null; vtep?: null; network: weft.v1.NetworkKey.$Shape; localPort?: null; fdb?: null; neighbor?: null; member?: null; subnet?: null; route?: null }|{ key?: "localPort"; nodeConfig?: null; vtep?: null; network?: null; localPort: weft.v1.LocalPortKey.$Shape; fdb?: null; neighbor?: null; member?: null; subnet?: null; route?: null }|{ key?: "fdb"; nodeConfig?: null; vtep?: null; network?: null; localPort?: null; fdb: weft.v1.FdbKey.$Shape; neighbor?: null; member?: null; subnet?: null; route?: null }|{ key?: "neighbor"; nodeConfig?: null; vtep?: null; network?: null; localPort?: null; fdb?: null; neighbor: weft.v1.NeighborKey.$Shape; member?: null; subnet?: null; route?: null }|{ key?: "member"; nodeConfig?: null; vtep?: null; network?: null; localPort?: null; fdb?: null; neighbor?: null; member: weft.v1.MemberKey.$Shape; subnet?: null; route?: null }|{ key?: "subnet"; nodeConfig?: null; vtep?: null; network?: null; localPort?: null; fdb?: null; neighbor?: null; member?: null; subnet: weft.v1.SubnetKey.$Shape; route?: null }|{ key?: "route"; nodeConfig?: null; vtep?: null; network?: null; localPort?: null; fdb?: null; neighbor?: null; member?: null; subnet?: null; route: weft.v1.RouteKey.$Shape })
            );
        }

        /**
         * Properties of a NodeConfigKey.
         * @deprecated Use weft.v1.NodeConfigKey.$Properties instead.
         */
        interface INodeConfigKey extends weft.v1.NodeConfigKey.$Properties {
        }

        /** Represents a NodeConfigKey. */
        class NodeConfigKey {

            /**
             * Constructs a new NodeConfigKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.NodeConfigKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new NodeConfigKey instance using the specified properties.
             * @param [properties] Properties to set
             * @returns NodeConfigKey instance
             */
            static create(properties: weft.v1.NodeConfigKey.$Shape): weft.v1.NodeConfigKey & weft.v1.NodeConfigKey.$Shape;
            static create(properties?: weft.v1.NodeConfigKey.$Properties): weft.v1.NodeConfigKey;

            /**
             * Encodes the specified NodeConfigKey message. Does not implicitly {@link weft.v1.NodeConfigKey.verify|verify} messages.
             * @param message NodeConfigKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.NodeConfigKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NodeConfigKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.NodeConfigKey & weft.v1.NodeConfigKey.$Shape} NodeConfigKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.NodeConfigKey & weft.v1.NodeConfigKey.$Shape;

            /**
             * Creates a NodeConfigKey message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns NodeConfigKey
             */
            static fromObject(object: { [k: string]: any }): weft.v1.NodeConfigKey;

            /**
             * Creates a plain object from a NodeConfigKey message. Also converts values to other types if specified.
             * @param message NodeConfigKey
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.NodeConfigKey, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this NodeConfigKey to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace NodeConfigKey {

            /** Properties of a NodeConfigKey. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NodeConfigKey. */
            type $Shape = weft.v1.NodeConfigKey.$Properties;
        }

        /**
         * Properties of a VtepKey.
         * @deprecated Use weft.v1.VtepKey.$Properties instead.
         */
        interface IVtepKey extends weft.v1.VtepKey.$Properties {
        }

        /** Represents a VtepKey. */
        class VtepKey {

            /**
             * Constructs a new VtepKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.VtepKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** VtepKey vtepId. */
            vtepId: number;

            /**
             * Creates a new VtepKey instance using the specified properties.
             * @param [properties] Properties to set
             * @returns VtepKey instance
             */
            static create(properties: weft.v1.VtepKey.$Shape): weft.v1.VtepKey & weft.v1.VtepKey.$Shape;
            static create(properties?: weft.v1.VtepKey.$Properties): weft.v1.VtepKey;

            /**
             * Encodes the specified VtepKey message. Does not implicitly {@link weft.v1.VtepKey.verify|verify} messages.
             * @param message VtepKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.VtepKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a VtepKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.VtepKey & weft.v1.VtepKey.$Shape} VtepKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.VtepKey & weft.v1.VtepKey.$Shape;

            /**
             * Creates a VtepKey message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns VtepKey
             */
            static fromObject(object: { [k: string]: any }): weft.v1.VtepKey;

            /**
             * Creates a plain object from a VtepKey message. Also converts values to other types if specified.
             * @param message VtepKey
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.VtepKey, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this VtepKey to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace VtepKey {

            /** Properties of a VtepKey. */
            interface $Properties {

                /** VtepKey vtepId */
                vtepId?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a VtepKey. */
            type $Shape = weft.v1.VtepKey.$Properties;
        }

        /**
         * Properties of a NetworkKey.
         * @deprecated Use weft.v1.NetworkKey.$Properties instead.
         */
        interface INetworkKey extends weft.v1.NetworkKey.$Properties {
        }

        /** Represents a NetworkKey. */
        class NetworkKey {

            /**
             * Constructs a new NetworkKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.NetworkKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NetworkKey vni. */
            vni: number;

            /**
             * Creates a new NetworkKey instance using the specified properties.
             * @param [properties] Properties to set
             * @returns NetworkKey instance
             */
            static create(properties: weft.v1.NetworkKey.$Shape): weft.v1.NetworkKey & weft.v1.NetworkKey.$Shape;
            static create(properties?: weft.v1.NetworkKey.$Properties): weft.v1.NetworkKey;

            /**
             * Encodes the specified NetworkKey message. Does not implicitly {@link weft.v1.NetworkKey.verify|verify} messages.
             * @param message NetworkKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.NetworkKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NetworkKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.NetworkKey & weft.v1.NetworkKey.$Shape} NetworkKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.NetworkKey & weft.v1.NetworkKey.$Shape;

            /**
             * Creates a NetworkKey message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns NetworkKey
             */
            static fromObject(object: { [k: string]: any }): weft.v1.NetworkKey;

            /**
             * Creates a plain object from a NetworkKey message. Also converts values to other types if specified.
             * @param message NetworkKey
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.NetworkKey, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this NetworkKey to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace NetworkKey {

            /** Properties of a NetworkKey. */
            interface $Properties {

                /** NetworkKey vni */
                vni?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NetworkKey. */
            type $Shape = weft.v1.NetworkKey.$Properties;
        }

        /**
         * Properties of a LocalPortKey.
         * @deprecated Use weft.v1.LocalPortKey.$Properties instead.
         */
        interface ILocalPortKey extends weft.v1.LocalPortKey.$Properties {
        }

        /** Represents a LocalPortKey. */
        class LocalPortKey {

            /**
             * Constructs a new LocalPortKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.LocalPortKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LocalPortKey datapathId. */
            datapathId: number;

            /**
             * Creates a new LocalPortKey instance using the specified properties.
             * @param [properties] Properties to set
             * @returns LocalPortKey instance
             */
            static create(properties: weft.v1.LocalPortKey.$Shape): weft.v1.LocalPortKey & weft.v1.LocalPortKey.$Shape;
            static create(properties?: weft.v1.LocalPortKey.$Properties): weft.v1.LocalPortKey;

            /**
             * Encodes the specified LocalPortKey message. Does not implicitly {@link weft.v1.LocalPortKey.verify|verify} messages.
             * @param message LocalPortKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.LocalPortKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LocalPortKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.LocalPortKey & weft.v1.LocalPortKey.$Shape} LocalPortKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.LocalPortKey & weft.v1.LocalPortKey.$Shape;

            /**
             * Creates a LocalPortKey message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns LocalPortKey
             */
            static fromObject(object: { [k: string]: any }): weft.v1.LocalPortKey;

            /**
             * Creates a plain object from a LocalPortKey message. Also converts values to other types if specified.
             * @param message LocalPortKey
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.LocalPortKey, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this LocalPortKey to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace LocalPortKey {

            /** Properties of a LocalPortKey. */
            interface $Properties {

                /** LocalPortKey datapathId */
                datapathId?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LocalPortKey. */
            type $Shape = weft.v1.LocalPortKey.$Properties;
        }

        /**
         * Properties of a FdbKey.
         * @deprecated Use weft.v1.FdbKey.$Properties instead.
         */
        interface IFdbKey extends weft.v1.FdbKey.$Properties {
        }

        /** Represents a FdbKey. */
        class FdbKey {

            /**
             * Constructs a new FdbKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.FdbKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FdbKey vni. */
            vni: number;

            /** FdbKey mac. */
            mac: Uint8Array;

            /**
             * Creates a new FdbKey instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FdbKey instance
             */
            static create(properties: weft.v1.FdbKey.$Shape): weft.v1.FdbKey & weft.v1.FdbKey.$Shape;
            static create(properties?: weft.v1.FdbKey.$Properties): weft.v1.FdbKey;

            /**
             * Encodes the specified FdbKey message. Does not implicitly {@link weft.v1.FdbKey.verify|verify} messages.
             * @param message FdbKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.FdbKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FdbKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.FdbKey & weft.v1.FdbKey.$Shape} FdbKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.FdbKey & weft.v1.FdbKey.$Shape;

            /**
             * Creates a FdbKey message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns FdbKey
             */
            static fromObject(object: { [k: string]: any }): weft.v1.FdbKey;

            /**
             * Creates a plain object from a FdbKey message. Also converts values to other types if specified.
             * @param message FdbKey
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.FdbKey, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this FdbKey to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace FdbKey {

            /** Properties of a FdbKey. */
            interface $Properties {

                /** FdbKey vni */
                vni?: (number|null);

                /** FdbKey mac */
                mac?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FdbKey. */
            type $Shape = weft.v1.FdbKey.$Properties;
        }

        /**
         * Properties of a NeighborKey.
         * @deprecated Use weft.v1.NeighborKey.$Properties instead.
         */
        interface INeighborKey extends weft.v1.NeighborKey.$Properties {
        }

        /** Represents a NeighborKey. */
        class NeighborKey {

            /**
             * Constructs a new NeighborKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.NeighborKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NeighborKey vni. */
            vni: number;

            /** NeighborKey address. */
            address?: (weft.v1.IpAddress.$Properties|null);

            /**
             * Creates a new NeighborKey instance using the specified properties.
             * @param [properties] Properties to set
             * @returns NeighborKey instance
             */
            static create(properties: weft.v1.NeighborKey.$Shape): weft.v1.NeighborKey & weft.v1.NeighborKey.$Shape;
            static create(properties?: weft.v1.NeighborKey.$Properties): weft.v1.NeighborKey;

            /**
             * Encodes the specified NeighborKey message. Does not implicitly {@link weft.v1.NeighborKey.verify|verify} messages.
             * @param message NeighborKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.NeighborKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NeighborKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.NeighborKey & weft.v1.NeighborKey.$Shape} NeighborKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.NeighborKey & weft.v1.NeighborKey.$Shape;

            /**
             * Creates a NeighborKey message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns NeighborKey
             */
            static fromObject(object: { [k: string]: any }): weft.v1.NeighborKey;

            /**
             * Creates a plain object from a NeighborKey message. Also converts values to other types if specified.
             * @param message NeighborKey
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.NeighborKey, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this NeighborKey to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace NeighborKey {

            /** Properties of a NeighborKey. */
            interface $Properties {

                /** NeighborKey vni */
                vni?: (number|null);

                /** NeighborKey address */
                address?: (weft.v1.IpAddress.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NeighborKey. */
            type $Shape = weft.v1.NeighborKey.$Properties;
        }

        /**
         * Properties of a MemberKey.
         * @deprecated Use weft.v1.MemberKey.$Properties instead.
         */
        interface IMemberKey extends weft.v1.MemberKey.$Properties {
        }

        /** Represents a MemberKey. */
        class MemberKey {

            /**
             * Constructs a new MemberKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.MemberKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MemberKey vni. */
            vni: number;

            /** MemberKey vtepId. */
            vtepId: number;

            /**
             * Creates a new MemberKey instance using the specified properties.
             * @param [properties] Properties to set
             * @returns MemberKey instance
             */
            static create(properties: weft.v1.MemberKey.$Shape): weft.v1.MemberKey & weft.v1.MemberKey.$Shape;
            static create(properties?: weft.v1.MemberKey.$Properties): weft.v1.MemberKey;

            /**
             * Encodes the specified MemberKey message. Does not implicitly {@link weft.v1.MemberKey.verify|verify} messages.
             * @param message MemberKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.MemberKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MemberKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.MemberKey & weft.v1.MemberKey.$Shape} MemberKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.MemberKey & weft.v1.MemberKey.$Shape;

            /**
             * Creates a MemberKey message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns MemberKey
             */
            static fromObject(object: { [k: string]: any }): weft.v1.MemberKey;

            /**
             * Creates a plain object from a MemberKey message. Also converts values to other types if specified.
             * @param message MemberKey
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.MemberKey, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this MemberKey to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace MemberKey {

            /** Properties of a MemberKey. */
            interface $Properties {

                /** MemberKey vni */
                vni?: (number|null);

                /** MemberKey vtepId */
                vtepId?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MemberKey. */
            type $Shape = weft.v1.MemberKey.$Properties;
        }

        /**
         * Properties of a SubnetKey.
         * @deprecated Use weft.v1.SubnetKey.$Properties instead.
         */
        interface ISubnetKey extends weft.v1.SubnetKey.$Properties {
        }

        /** Represents a SubnetKey. */
        class SubnetKey {

            /**
             * Constructs a new SubnetKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.SubnetKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SubnetKey vni. */
            vni: number;

            /** SubnetKey prefix. */
            prefix?: (weft.v1.IpPrefix.$Properties|null);

            /**
             * Creates a new SubnetKey instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SubnetKey instance
             */
            static create(properties: weft.v1.SubnetKey.$Shape): weft.v1.SubnetKey & weft.v1.SubnetKey.$Shape;
            static create(properties?: weft.v1.SubnetKey.$Properties): weft.v1.SubnetKey;

            /**
             * Encodes the specified SubnetKey message. Does not implicitly {@link weft.v1.SubnetKey.verify|verify} messages.
             * @param message SubnetKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.SubnetKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SubnetKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.SubnetKey & weft.v1.SubnetKey.$Shape} SubnetKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.SubnetKey & weft.v1.SubnetKey.$Shape;

            /**
             * Creates a SubnetKey message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns SubnetKey
             */
            static fromObject(object: { [k: string]: any }): weft.v1.SubnetKey;

            /**
             * Creates a plain object from a SubnetKey message. Also converts values to other types if specified.
             * @param message SubnetKey
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.SubnetKey, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this SubnetKey to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace SubnetKey {

            /** Properties of a SubnetKey. */
            interface $Properties {

                /** SubnetKey vni */
                vni?: (number|null);

                /** SubnetKey prefix */
                prefix?: (weft.v1.IpPrefix.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SubnetKey. */
            type $Shape = weft.v1.SubnetKey.$Properties;
        }

        /**
         * Properties of a RouteKey.
         * @deprecated Use weft.v1.RouteKey.$Properties instead.
         */
        interface IRouteKey extends weft.v1.RouteKey.$Properties {
        }

        /** Represents a RouteKey. */
        class RouteKey {

            /**
             * Constructs a new RouteKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.RouteKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RouteKey routerId. */
            routerId: number;

            /** RouteKey prefix. */
            prefix?: (weft.v1.IpPrefix.$Properties|null);

            /**
             * Creates a new RouteKey instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RouteKey instance
             */
            static create(properties: weft.v1.RouteKey.$Shape): weft.v1.RouteKey & weft.v1.RouteKey.$Shape;
            static create(properties?: weft.v1.RouteKey.$Properties): weft.v1.RouteKey;

            /**
             * Encodes the specified RouteKey message. Does not implicitly {@link weft.v1.RouteKey.verify|verify} messages.
             * @param message RouteKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.RouteKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RouteKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.RouteKey & weft.v1.RouteKey.$Shape} RouteKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.RouteKey & weft.v1.RouteKey.$Shape;

            /**
             * Creates a RouteKey message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RouteKey
             */
            static fromObject(object: { [k: string]: any }): weft.v1.RouteKey;

            /**
             * Creates a plain object from a RouteKey message. Also converts values to other types if specified.
             * @param message RouteKey
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.RouteKey, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RouteKey to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace RouteKey {

            /** Properties of a RouteKey. */
            interface $Properties {

                /** RouteKey routerId */
                routerId?: (number|null);

                /** RouteKey prefix */
                prefix?: (weft.v1.IpPrefix.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RouteKey. */
            type $Shape = weft.v1.RouteKey.$Properties;
        }

        /**
         * Properties of an Entry.
         * @deprecated Use weft.v1.Entry.$Properties instead.
         */
        interface IEntry extends weft.v1.Entry.$Properties {
        }

        /** Represents an Entry. */
        class Entry {

            /**
             * Constructs a new Entry.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Entry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Entry nodeConfig. */
            nodeConfig?: (weft.v1.NodeConfig.$Properties|null);

            /** Entry vtep. */
            vtep?: (weft.v1.Vtep.$Properties|null);

            /** Entry network. */
            network?: (weft.v1.NetworkEntry.$Properties|null);

            /** Entry localPort. */
            localPort?: (weft.v1.LocalPort.$Properties|null);

            /** Entry fdb. */
            fdb?: (weft.v1.FdbEntry.$Properties|null);

            /** Entry neighbor. */
            neighbor?: (weft.v1.NeighborEntry.$Properties|null);

            /** Entry member. */
            member?: (weft.v1.Member.$Properties|null);

            /** Entry subnet. */
            subnet?: (weft.v1.SubnetEntry.$Properties|null);

            /** Entry route. */
            route?: (weft.v1.RouteEntry.$Properties|null);

            /** Entry entry. */
            entry?: ("nodeConfig"|"vtep"|"network"|"localPort"|"fdb"|"neighbor"|"member"|"subnet"|"route");

            /**
             * Creates a new Entry instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Entry instance
             */
            static create(properties: weft.v1.Entry.$Shape): weft.v1.Entry & weft.v1.Entry.$Shape;
            static create(properties?: weft.v1.Entry.$Properties): weft.v1.Entry;

            /**
             * Encodes the specified Entry message. Does not implicitly {@link weft.v1.Entry.verify|verify} messages.
             * @param message Entry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Entry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Entry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Entry & weft.v1.Entry.$Shape} Entry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Entry & weft.v1.Entry.$Shape;

            /**
             * Creates an Entry message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Entry
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Entry;

            /**
             * Creates a plain object from an Entry message. Also converts values to other types if specified.
             * @param message Entry
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Entry, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Entry to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Entry {

            /** Properties of an Entry. */
            interface $Properties {

                /** Entry nodeConfig */
                nodeConfig?: (weft.v1.NodeConfig.$Properties|null);

                /** Entry vtep */
                vtep?: (weft.v1.Vtep.$Properties|null);

                /** Entry network */
                network?: (weft.v1.NetworkEntry.$Properties|null);

                /** Entry localPort */
                localPort?: (weft.v1.LocalPort.$Properties|null);

                /** Entry fdb */
                fdb?: (weft.v1.FdbEntry.$Properties|null);

                /** Entry neighbor */
                neighbor?: (weft.v1.NeighborEntry.$Properties|null);

                /** Entry member */
                member?: (weft.v1.Member.$Properties|null);

                /** Entry subnet */
                subnet?: (weft.v1.SubnetEntry.$Properties|null);

                /** Entry route */
                route?: (weft.v1.RouteEntry.$Properties|null);

                /** Entry entry */
                entry?: ("nodeConfig"|"vtep"|"network"|"localPort"|"fdb"|"neighbor"|"member"|"subnet"|"route");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of an Entry. */
            type $Shape = {
              nodeConfig?: weft.v1.NodeConfig.$Shape|null;
              vtep?: weft.v1.Vtep.$Shape|null;
              network?: weft.v1.NetworkEntry.$Shape|null;
              localPort?: weft.v1.LocalPort.$Shape|null;
              fdb?: weft.v1.FdbEntry.$Shape|null;
              neighbor?: weft.v1.NeighborEntry.$Shape|null;
              member?: weft.v1.Member.$Shape|null;
              subnet?: weft.v1.SubnetEntry.$Shape|null;
              route?: weft.v1.RouteEntry.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ entry?: undefined; nodeConfig?: null; vtep?: null; network?: null; localPort?: null; fdb?: null; neighbor?: null; member?: null; subnet?: null; route?: null }|{ entry?: "nodeConfig"; nodeConfig: weft.v1.NodeConfig.$Shape; vtep?: null; network?: null; localPort?: null; fdb?: null; neighbor?: null; member?: null; subnet?: null; route?: null }|{ entry?: "vtep"; nodeConfig?: null; vtep: weft.v1.Vtep.$Shape; network?: null; localPort?: null; fdb?: null; neighbor?: null; member?: null; subnet?: null; route?: null }|{ entry?: "network"; nodeConfig?: null; vtep?: null; network: weft.v1.NetworkEntry.$Shape; localPort?: null; fdb?: null; neighbor?: null; member?: null; subnet?: null; route?: null }|{ entry?: "localPort"; nodeConfig?: null; vtep?: null; network?: null; localPort: weft.v1.LocalPort.$Shape; fdb?: null; neighbor?: null; member?: null; subnet?: null; route?: null }|{ entry?: "fdb"; nodeConfig?: null; vtep?: null; network?: null; localPort?: null; fdb: weft.v1.FdbEntry.$Shape; neighbor?: null; member?: null; subnet?: null; route?: null }|{ entry?: "neighbor"; nodeConfig?: null; vtep?: null; network?: null; localPort?: null; fdb?: null; neighbor: weft.v1.NeighborEntry.$Shape; member?: null; subnet?: null; route?: null }|{ entry?: "member"; nodeConfig?: null; vtep?: null; network?: null; localPort?: null; fdb?: null; neighbor?: null; member: weft.v1.Member.$Shape; subnet?: null; route?: null }|{ entry?: "subnet"; nodeConfig?: null; vtep?: null; network?: null; localPort?: null; fdb?: null; neighbor?: null; member?: null; subnet: weft.v1.SubnetEntry.$Shape; route?: null }|{ entry?: "route"; nodeConfig?: null; vtep?: null; network?: null; localPort?: null; fdb?: null; neighbor?: null; member?: null; subnet?: null; route: weft.v1.RouteEntry.$Shape })
            );
        }

        /**
         * Properties of a NodeConfig.
         * @deprecated Use weft.v1.NodeConfig.$Properties instead.
         */
        interface INodeConfig extends weft.v1.NodeConfig.$Properties {
        }

        /** Represents a NodeConfig. */
        class NodeConfig {

            /**
             * Constructs a new NodeConfig.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.NodeConfig.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NodeConfig vtepId. */
            vtepId: number;

            /** NodeConfig vteps. */
            vteps: weft.v1.IpAddress.$Properties[];

            /** NodeConfig vxlanPort. */
            vxlanPort: number;

            /** NodeConfig probeKeys. */
            probeKeys: Uint8Array[];

            /**
             * Creates a new NodeConfig instance using the specified properties.
             * @param [properties] Properties to set
             * @returns NodeConfig instance
             */
            static create(properties: weft.v1.NodeConfig.$Shape): weft.v1.NodeConfig & weft.v1.NodeConfig.$Shape;
            static create(properties?: weft.v1.NodeConfig.$Properties): weft.v1.NodeConfig;

            /**
             * Encodes the specified NodeConfig message. Does not implicitly {@link weft.v1.NodeConfig.verify|verify} messages.
             * @param message NodeConfig message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.NodeConfig.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NodeConfig message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.NodeConfig & weft.v1.NodeConfig.$Shape} NodeConfig
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.NodeConfig & weft.v1.NodeConfig.$Shape;

            /**
             * Creates a NodeConfig message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns NodeConfig
             */
            static fromObject(object: { [k: string]: any }): weft.v1.NodeConfig;

            /**
             * Creates a plain object from a NodeConfig message. Also converts values to other types if specified.
             * @param message NodeConfig
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.NodeConfig, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this NodeConfig to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace NodeConfig {

            /** Properties of a NodeConfig. */
            interface $Properties {

                /** NodeConfig vtepId */
                vtepId?: (number|null);

                /** NodeConfig vteps */
                vteps?: (weft.v1.IpAddress.$Properties[]|null);

                /** NodeConfig vxlanPort */
                vxlanPort?: (number|null);

                /** NodeConfig probeKeys */
                probeKeys?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NodeConfig. */
            type $Shape = weft.v1.NodeConfig.$Properties;
        }

        /**
         * Properties of a Vtep.
         * @deprecated Use weft.v1.Vtep.$Properties instead.
         */
        interface IVtep extends weft.v1.Vtep.$Properties {
        }

        /** Represents a Vtep. */
        class Vtep {

            /**
             * Constructs a new Vtep.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Vtep.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Vtep vtepId. */
            vtepId: number;

            /** Vtep addresses. */
            addresses: weft.v1.IpAddress.$Properties[];

            /** Vtep nodeId. */
            nodeId: string;

            /**
             * Creates a new Vtep instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Vtep instance
             */
            static create(properties: weft.v1.Vtep.$Shape): weft.v1.Vtep & weft.v1.Vtep.$Shape;
            static create(properties?: weft.v1.Vtep.$Properties): weft.v1.Vtep;

            /**
             * Encodes the specified Vtep message. Does not implicitly {@link weft.v1.Vtep.verify|verify} messages.
             * @param message Vtep message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Vtep.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Vtep message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Vtep & weft.v1.Vtep.$Shape} Vtep
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Vtep & weft.v1.Vtep.$Shape;

            /**
             * Creates a Vtep message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Vtep
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Vtep;

            /**
             * Creates a plain object from a Vtep message. Also converts values to other types if specified.
             * @param message Vtep
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Vtep, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Vtep to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Vtep {

            /** Properties of a Vtep. */
            interface $Properties {

                /** Vtep vtepId */
                vtepId?: (number|null);

                /** Vtep addresses */
                addresses?: (weft.v1.IpAddress.$Properties[]|null);

                /** Vtep nodeId */
                nodeId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Vtep. */
            type $Shape = weft.v1.Vtep.$Properties;
        }

        /**
         * Properties of a NetworkEntry.
         * @deprecated Use weft.v1.NetworkEntry.$Properties instead.
         */
        interface INetworkEntry extends weft.v1.NetworkEntry.$Properties {
        }

        /** Represents a NetworkEntry. */
        class NetworkEntry {

            /**
             * Constructs a new NetworkEntry.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.NetworkEntry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NetworkEntry vni. */
            vni: number;

            /** NetworkEntry networkId. */
            networkId: string;

            /** NetworkEntry tenantId. */
            tenantId: string;

            /** NetworkEntry mtu. */
            mtu: number;

            /** NetworkEntry floodUnknownNeighbors. */
            floodUnknownNeighbors: boolean;

            /**
             * Creates a new NetworkEntry instance using the specified properties.
             * @param [properties] Properties to set
             * @returns NetworkEntry instance
             */
            static create(properties: weft.v1.NetworkEntry.$Shape): weft.v1.NetworkEntry & weft.v1.NetworkEntry.$Shape;
            static create(properties?: weft.v1.NetworkEntry.$Properties): weft.v1.NetworkEntry;

            /**
             * Encodes the specified NetworkEntry message. Does not implicitly {@link weft.v1.NetworkEntry.verify|verify} messages.
             * @param message NetworkEntry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.NetworkEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NetworkEntry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.NetworkEntry & weft.v1.NetworkEntry.$Shape} NetworkEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.NetworkEntry & weft.v1.NetworkEntry.$Shape;

            /**
             * Creates a NetworkEntry message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns NetworkEntry
             */
            static fromObject(object: { [k: string]: any }): weft.v1.NetworkEntry;

            /**
             * Creates a plain object from a NetworkEntry message. Also converts values to other types if specified.
             * @param message NetworkEntry
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.NetworkEntry, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this NetworkEntry to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace NetworkEntry {

            /** Properties of a NetworkEntry. */
            interface $Properties {

                /** NetworkEntry vni */
                vni?: (number|null);

                /** NetworkEntry networkId */
                networkId?: (string|null);

                /** NetworkEntry tenantId */
                tenantId?: (string|null);

                /** NetworkEntry mtu */
                mtu?: (number|null);

                /** NetworkEntry floodUnknownNeighbors */
                floodUnknownNeighbors?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NetworkEntry. */
            type $Shape = weft.v1.NetworkEntry.$Properties;
        }

        /**
         * Properties of a LocalPort.
         * @deprecated Use weft.v1.LocalPort.$Properties instead.
         */
        interface ILocalPort extends weft.v1.LocalPort.$Properties {
        }

        /** Represents a LocalPort. */
        class LocalPort {

            /**
             * Constructs a new LocalPort.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.LocalPort.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LocalPort datapathId. */
            datapathId: number;

            /** LocalPort portId. */
            portId: string;

            /** LocalPort generation. */
            generation: number;

            /** LocalPort vni. */
            vni: number;

            /** LocalPort mac. */
            mac: Uint8Array;

            /** LocalPort addresses. */
            addresses: weft.v1.IpAddress.$Properties[];

            /** LocalPort pairs. */
            pairs: weft.v1.AddressPairEntry.$Properties[];

            /** LocalPort floodPacketsPerSecond. */
            floodPacketsPerSecond: number;

            /**
             * Creates a new LocalPort instance using the specified properties.
             * @param [properties] Properties to set
             * @returns LocalPort instance
             */
            static create(properties: weft.v1.LocalPort.$Shape): weft.v1.LocalPort & weft.v1.LocalPort.$Shape;
            static create(properties?: weft.v1.LocalPort.$Properties): weft.v1.LocalPort;

            /**
             * Encodes the specified LocalPort message. Does not implicitly {@link weft.v1.LocalPort.verify|verify} messages.
             * @param message LocalPort message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.LocalPort.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LocalPort message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.LocalPort & weft.v1.LocalPort.$Shape} LocalPort
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.LocalPort & weft.v1.LocalPort.$Shape;

            /**
             * Creates a LocalPort message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns LocalPort
             */
            static fromObject(object: { [k: string]: any }): weft.v1.LocalPort;

            /**
             * Creates a plain object from a LocalPort message. Also converts values to other types if specified.
             * @param message LocalPort
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.LocalPort, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this LocalPort to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace LocalPort {

            /** Properties of a LocalPort. */
            interface $Properties {

                /** LocalPort datapathId */
                datapathId?: (number|null);

                /** LocalPort portId */
                portId?: (string|null);

                /** LocalPort generation */
                generation?: (number|null);

                /** LocalPort vni */
                vni?: (number|null);

                /** LocalPort mac */
                mac?: (Uint8Array|null);

                /** LocalPort addresses */
                addresses?: (weft.v1.IpAddress.$Properties[]|null);

                /** LocalPort pairs */
                pairs?: (weft.v1.AddressPairEntry.$Properties[]|null);

                /** LocalPort floodPacketsPerSecond */
                floodPacketsPerSecond?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LocalPort. */
            type $Shape = weft.v1.LocalPort.$Properties;
        }

        /**
         * Properties of an AddressPairEntry.
         * @deprecated Use weft.v1.AddressPairEntry.$Properties instead.
         */
        interface IAddressPairEntry extends weft.v1.AddressPairEntry.$Properties {
        }

        /** Represents an AddressPairEntry. */
        class AddressPairEntry {

            /**
             * Constructs a new AddressPairEntry.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.AddressPairEntry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AddressPairEntry prefix. */
            prefix?: (weft.v1.IpPrefix.$Properties|null);

            /** AddressPairEntry mac. */
            mac: Uint8Array;

            /**
             * Creates a new AddressPairEntry instance using the specified properties.
             * @param [properties] Properties to set
             * @returns AddressPairEntry instance
             */
            static create(properties: weft.v1.AddressPairEntry.$Shape): weft.v1.AddressPairEntry & weft.v1.AddressPairEntry.$Shape;
            static create(properties?: weft.v1.AddressPairEntry.$Properties): weft.v1.AddressPairEntry;

            /**
             * Encodes the specified AddressPairEntry message. Does not implicitly {@link weft.v1.AddressPairEntry.verify|verify} messages.
             * @param message AddressPairEntry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.AddressPairEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AddressPairEntry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.AddressPairEntry & weft.v1.AddressPairEntry.$Shape} AddressPairEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.AddressPairEntry & weft.v1.AddressPairEntry.$Shape;

            /**
             * Creates an AddressPairEntry message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns AddressPairEntry
             */
            static fromObject(object: { [k: string]: any }): weft.v1.AddressPairEntry;

            /**
             * Creates a plain object from an AddressPairEntry message. Also converts values to other types if specified.
             * @param message AddressPairEntry
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.AddressPairEntry, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this AddressPairEntry to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace AddressPairEntry {

            /** Properties of an AddressPairEntry. */
            interface $Properties {

                /** AddressPairEntry prefix */
                prefix?: (weft.v1.IpPrefix.$Properties|null);

                /** AddressPairEntry mac */
                mac?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AddressPairEntry. */
            type $Shape = weft.v1.AddressPairEntry.$Properties;
        }

        /**
         * Properties of a FdbEntry.
         * @deprecated Use weft.v1.FdbEntry.$Properties instead.
         */
        interface IFdbEntry extends weft.v1.FdbEntry.$Properties {
        }

        /** Represents a FdbEntry. */
        class FdbEntry {

            /**
             * Constructs a new FdbEntry.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.FdbEntry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FdbEntry vni. */
            vni: number;

            /** FdbEntry mac. */
            mac: Uint8Array;

            /** FdbEntry vtepId. */
            vtepId: number;

            /** FdbEntry datapathId. */
            datapathId: number;

            /**
             * Creates a new FdbEntry instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FdbEntry instance
             */
            static create(properties: weft.v1.FdbEntry.$Shape): weft.v1.FdbEntry & weft.v1.FdbEntry.$Shape;
            static create(properties?: weft.v1.FdbEntry.$Properties): weft.v1.FdbEntry;

            /**
             * Encodes the specified FdbEntry message. Does not implicitly {@link weft.v1.FdbEntry.verify|verify} messages.
             * @param message FdbEntry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.FdbEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FdbEntry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.FdbEntry & weft.v1.FdbEntry.$Shape} FdbEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.FdbEntry & weft.v1.FdbEntry.$Shape;

            /**
             * Creates a FdbEntry message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns FdbEntry
             */
            static fromObject(object: { [k: string]: any }): weft.v1.FdbEntry;

            /**
             * Creates a plain object from a FdbEntry message. Also converts values to other types if specified.
             * @param message FdbEntry
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.FdbEntry, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this FdbEntry to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace FdbEntry {

            /** Properties of a FdbEntry. */
            interface $Properties {

                /** FdbEntry vni */
                vni?: (number|null);

                /** FdbEntry mac */
                mac?: (Uint8Array|null);

                /** FdbEntry vtepId */
                vtepId?: (number|null);

                /** FdbEntry datapathId */
                datapathId?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FdbEntry. */
            type $Shape = weft.v1.FdbEntry.$Properties;
        }

        /**
         * Properties of a NeighborEntry.
         * @deprecated Use weft.v1.NeighborEntry.$Properties instead.
         */
        interface INeighborEntry extends weft.v1.NeighborEntry.$Properties {
        }

        /** Represents a NeighborEntry. */
        class NeighborEntry {

            /**
             * Constructs a new NeighborEntry.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.NeighborEntry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NeighborEntry vni. */
            vni: number;

            /** NeighborEntry address. */
            address?: (weft.v1.IpAddress.$Properties|null);

            /** NeighborEntry mac. */
            mac: Uint8Array;

            /**
             * Creates a new NeighborEntry instance using the specified properties.
             * @param [properties] Properties to set
             * @returns NeighborEntry instance
             */
            static create(properties: weft.v1.NeighborEntry.$Shape): weft.v1.NeighborEntry & weft.v1.NeighborEntry.$Shape;
            static create(properties?: weft.v1.NeighborEntry.$Properties): weft.v1.NeighborEntry;

            /**
             * Encodes the specified NeighborEntry message. Does not implicitly {@link weft.v1.NeighborEntry.verify|verify} messages.
             * @param message NeighborEntry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.NeighborEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NeighborEntry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.NeighborEntry & weft.v1.NeighborEntry.$Shape} NeighborEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.NeighborEntry & weft.v1.NeighborEntry.$Shape;

            /**
             * Creates a NeighborEntry message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns NeighborEntry
             */
            static fromObject(object: { [k: string]: any }): weft.v1.NeighborEntry;

            /**
             * Creates a plain object from a NeighborEntry message. Also converts values to other types if specified.
             * @param message NeighborEntry
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.NeighborEntry, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this NeighborEntry to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace NeighborEntry {

            /** Properties of a NeighborEntry. */
            interface $Properties {

                /** NeighborEntry vni */
                vni?: (number|null);

                /** NeighborEntry address */
                address?: (weft.v1.IpAddress.$Properties|null);

                /** NeighborEntry mac */
                mac?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NeighborEntry. */
            type $Shape = weft.v1.NeighborEntry.$Properties;
        }

        /**
         * Properties of a Member.
         * @deprecated Use weft.v1.Member.$Properties instead.
         */
        interface IMember extends weft.v1.Member.$Properties {
        }

        /** Represents a Member. */
        class Member {

            /**
             * Constructs a new Member.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Member.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Member vni. */
            vni: number;

            /** Member vtepId. */
            vtepId: number;

            /** Member acceptOnly. */
            acceptOnly: boolean;

            /**
             * Creates a new Member instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Member instance
             */
            static create(properties: weft.v1.Member.$Shape): weft.v1.Member & weft.v1.Member.$Shape;
            static create(properties?: weft.v1.Member.$Properties): weft.v1.Member;

            /**
             * Encodes the specified Member message. Does not implicitly {@link weft.v1.Member.verify|verify} messages.
             * @param message Member message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Member.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Member message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Member & weft.v1.Member.$Shape} Member
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Member & weft.v1.Member.$Shape;

            /**
             * Creates a Member message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Member
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Member;

            /**
             * Creates a plain object from a Member message. Also converts values to other types if specified.
             * @param message Member
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Member, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Member to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Member {

            /** Properties of a Member. */
            interface $Properties {

                /** Member vni */
                vni?: (number|null);

                /** Member vtepId */
                vtepId?: (number|null);

                /** Member acceptOnly */
                acceptOnly?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Member. */
            type $Shape = weft.v1.Member.$Properties;
        }

        /**
         * Properties of a SubnetEntry.
         * @deprecated Use weft.v1.SubnetEntry.$Properties instead.
         */
        interface ISubnetEntry extends weft.v1.SubnetEntry.$Properties {
        }

        /** Represents a SubnetEntry. */
        class SubnetEntry {

            /**
             * Constructs a new SubnetEntry.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.SubnetEntry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SubnetEntry vni. */
            vni: number;

            /** SubnetEntry prefix. */
            prefix?: (weft.v1.IpPrefix.$Properties|null);

            /** SubnetEntry subnetId. */
            subnetId: string;

            /** SubnetEntry gateway. */
            gateway?: (weft.v1.IpAddress.$Properties|null);

            /** SubnetEntry routerId. */
            routerId: number;

            /** SubnetEntry dnsServers. */
            dnsServers: weft.v1.IpAddress.$Properties[];

            /** SubnetEntry dhcp. */
            dhcp: boolean;

            /** SubnetEntry dhcpLeaseSeconds. */
            dhcpLeaseSeconds: number;

            /** SubnetEntry ip6AddressMode. */
            ip6AddressMode: number;

            /** SubnetEntry hostRoutes. */
            hostRoutes: weft.v1.HostRouteEntry.$Properties[];

            /**
             * Creates a new SubnetEntry instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SubnetEntry instance
             */
            static create(properties: weft.v1.SubnetEntry.$Shape): weft.v1.SubnetEntry & weft.v1.SubnetEntry.$Shape;
            static create(properties?: weft.v1.SubnetEntry.$Properties): weft.v1.SubnetEntry;

            /**
             * Encodes the specified SubnetEntry message. Does not implicitly {@link weft.v1.SubnetEntry.verify|verify} messages.
             * @param message SubnetEntry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.SubnetEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SubnetEntry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.SubnetEntry & weft.v1.SubnetEntry.$Shape} SubnetEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.SubnetEntry & weft.v1.SubnetEntry.$Shape;

            /**
             * Creates a SubnetEntry message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns SubnetEntry
             */
            static fromObject(object: { [k: string]: any }): weft.v1.SubnetEntry;

            /**
             * Creates a plain object from a SubnetEntry message. Also converts values to other types if specified.
             * @param message SubnetEntry
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.SubnetEntry, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this SubnetEntry to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace SubnetEntry {

            /** Properties of a SubnetEntry. */
            interface $Properties {

                /** SubnetEntry vni */
                vni?: (number|null);

                /** SubnetEntry prefix */
                prefix?: (weft.v1.IpPrefix.$Properties|null);

                /** SubnetEntry subnetId */
                subnetId?: (string|null);

                /** SubnetEntry gateway */
                gateway?: (weft.v1.IpAddress.$Properties|null);

                /** SubnetEntry routerId */
                routerId?: (number|null);

                /** SubnetEntry dnsServers */
                dnsServers?: (weft.v1.IpAddress.$Properties[]|null);

                /** SubnetEntry dhcp */
                dhcp?: (boolean|null);

                /** SubnetEntry dhcpLeaseSeconds */
                dhcpLeaseSeconds?: (number|null);

                /** SubnetEntry ip6AddressMode */
                ip6AddressMode?: (number|null);

                /** SubnetEntry hostRoutes */
                hostRoutes?: (weft.v1.HostRouteEntry.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SubnetEntry. */
            type $Shape = weft.v1.SubnetEntry.$Properties;
        }

        /**
         * Properties of a HostRouteEntry.
         * @deprecated Use weft.v1.HostRouteEntry.$Properties instead.
         */
        interface IHostRouteEntry extends weft.v1.HostRouteEntry.$Properties {
        }

        /** Represents a HostRouteEntry. */
        class HostRouteEntry {

            /**
             * Constructs a new HostRouteEntry.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.HostRouteEntry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HostRouteEntry prefix. */
            prefix?: (weft.v1.IpPrefix.$Properties|null);

            /** HostRouteEntry nextHop. */
            nextHop?: (weft.v1.IpAddress.$Properties|null);

            /**
             * Creates a new HostRouteEntry instance using the specified properties.
             * @param [properties] Properties to set
             * @returns HostRouteEntry instance
             */
            static create(properties: weft.v1.HostRouteEntry.$Shape): weft.v1.HostRouteEntry & weft.v1.HostRouteEntry.$Shape;
            static create(properties?: weft.v1.HostRouteEntry.$Properties): weft.v1.HostRouteEntry;

            /**
             * Encodes the specified HostRouteEntry message. Does not implicitly {@link weft.v1.HostRouteEntry.verify|verify} messages.
             * @param message HostRouteEntry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.HostRouteEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HostRouteEntry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.HostRouteEntry & weft.v1.HostRouteEntry.$Shape} HostRouteEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.HostRouteEntry & weft.v1.HostRouteEntry.$Shape;

            /**
             * Creates a HostRouteEntry message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns HostRouteEntry
             */
            static fromObject(object: { [k: string]: any }): weft.v1.HostRouteEntry;

            /**
             * Creates a plain object from a HostRouteEntry message. Also converts values to other types if specified.
             * @param message HostRouteEntry
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.HostRouteEntry, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this HostRouteEntry to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace HostRouteEntry {

            /** Properties of a HostRouteEntry. */
            interface $Properties {

                /** HostRouteEntry prefix */
                prefix?: (weft.v1.IpPrefix.$Properties|null);

                /** HostRouteEntry nextHop */
                nextHop?: (weft.v1.IpAddress.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HostRouteEntry. */
            type $Shape = weft.v1.HostRouteEntry.$Properties;
        }

        /**
         * Properties of a RouteEntry.
         * @deprecated Use weft.v1.RouteEntry.$Properties instead.
         */
        interface IRouteEntry extends weft.v1.RouteEntry.$Properties {
        }

        /** Represents a RouteEntry. */
        class RouteEntry {

            /**
             * Constructs a new RouteEntry.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.RouteEntry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RouteEntry routerId. */
            routerId: number;

            /** RouteEntry prefix. */
            prefix?: (weft.v1.IpPrefix.$Properties|null);

            /** RouteEntry nextHop. */
            nextHop?: (weft.v1.IpAddress.$Properties|null);

            /** RouteEntry vni. */
            vni: number;

            /**
             * Creates a new RouteEntry instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RouteEntry instance
             */
            static create(properties: weft.v1.RouteEntry.$Shape): weft.v1.RouteEntry & weft.v1.RouteEntry.$Shape;
            static create(properties?: weft.v1.RouteEntry.$Properties): weft.v1.RouteEntry;

            /**
             * Encodes the specified RouteEntry message. Does not implicitly {@link weft.v1.RouteEntry.verify|verify} messages.
             * @param message RouteEntry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.RouteEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RouteEntry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.RouteEntry & weft.v1.RouteEntry.$Shape} RouteEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.RouteEntry & weft.v1.RouteEntry.$Shape;

            /**
             * Creates a RouteEntry message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RouteEntry
             */
            static fromObject(object: { [k: string]: any }): weft.v1.RouteEntry;

            /**
             * Creates a plain object from a RouteEntry message. Also converts values to other types if specified.
             * @param message RouteEntry
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.RouteEntry, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RouteEntry to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace RouteEntry {

            /** Properties of a RouteEntry. */
            interface $Properties {

                /** RouteEntry routerId */
                routerId?: (number|null);

                /** RouteEntry prefix */
                prefix?: (weft.v1.IpPrefix.$Properties|null);

                /** RouteEntry nextHop */
                nextHop?: (weft.v1.IpAddress.$Properties|null);

                /** RouteEntry vni */
                vni?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RouteEntry. */
            type $Shape = weft.v1.RouteEntry.$Properties;
        }

        /**
         * Properties of a Tenant.
         * @deprecated Use weft.v1.Tenant.$Properties instead.
         */
        interface ITenant extends weft.v1.Tenant.$Properties {
        }

        /** Represents a Tenant. */
        class Tenant {

            /**
             * Constructs a new Tenant.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.Tenant.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Tenant metadata. */
            metadata?: (weft.v1.Metadata.$Properties|null);

            /** Tenant quota. */
            quota?: (weft.v1.TenantQuota.$Properties|null);

            /** Tenant usage. */
            usage: weft.v1.QuotaUsage.$Properties[];

            /**
             * Creates a new Tenant instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Tenant instance
             */
            static create(properties: weft.v1.Tenant.$Shape): weft.v1.Tenant & weft.v1.Tenant.$Shape;
            static create(properties?: weft.v1.Tenant.$Properties): weft.v1.Tenant;

            /**
             * Encodes the specified Tenant message. Does not implicitly {@link weft.v1.Tenant.verify|verify} messages.
             * @param message Tenant message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.Tenant.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Tenant message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.Tenant & weft.v1.Tenant.$Shape} Tenant
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.Tenant & weft.v1.Tenant.$Shape;

            /**
             * Creates a Tenant message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Tenant
             */
            static fromObject(object: { [k: string]: any }): weft.v1.Tenant;

            /**
             * Creates a plain object from a Tenant message. Also converts values to other types if specified.
             * @param message Tenant
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.Tenant, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Tenant to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Tenant {

            /** Properties of a Tenant. */
            interface $Properties {

                /** Tenant metadata */
                metadata?: (weft.v1.Metadata.$Properties|null);

                /** Tenant quota */
                quota?: (weft.v1.TenantQuota.$Properties|null);

                /** Tenant usage */
                usage?: (weft.v1.QuotaUsage.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Tenant. */
            type $Shape = weft.v1.Tenant.$Properties;
        }

        /**
         * Properties of a TenantQuota.
         * @deprecated Use weft.v1.TenantQuota.$Properties instead.
         */
        interface ITenantQuota extends weft.v1.TenantQuota.$Properties {
        }

        /** Represents a TenantQuota. */
        class TenantQuota {

            /**
             * Constructs a new TenantQuota.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.TenantQuota.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TenantQuota networks. */
            networks?: (number|null);

            /** TenantQuota subnets. */
            subnets?: (number|null);

            /** TenantQuota ports. */
            ports?: (number|null);

            /** TenantQuota routers. */
            routers?: (number|null);

            /**
             * Creates a new TenantQuota instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TenantQuota instance
             */
            static create(properties: weft.v1.TenantQuota.$Shape): weft.v1.TenantQuota & weft.v1.TenantQuota.$Shape;
            static create(properties?: weft.v1.TenantQuota.$Properties): weft.v1.TenantQuota;

            /**
             * Encodes the specified TenantQuota message. Does not implicitly {@link weft.v1.TenantQuota.verify|verify} messages.
             * @param message TenantQuota message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.TenantQuota.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TenantQuota message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.TenantQuota & weft.v1.TenantQuota.$Shape} TenantQuota
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.TenantQuota & weft.v1.TenantQuota.$Shape;

            /**
             * Creates a TenantQuota message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns TenantQuota
             */
            static fromObject(object: { [k: string]: any }): weft.v1.TenantQuota;

            /**
             * Creates a plain object from a TenantQuota message. Also converts values to other types if specified.
             * @param message TenantQuota
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.TenantQuota, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this TenantQuota to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace TenantQuota {

            /** Properties of a TenantQuota. */
            interface $Properties {

                /** TenantQuota networks */
                networks?: (number|null);

                /** TenantQuota subnets */
                subnets?: (number|null);

                /** TenantQuota ports */
                ports?: (number|null);

                /** TenantQuota routers */
                routers?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TenantQuota. */
            type $Shape = weft.v1.TenantQuota.$Properties;
        }

        /**
         * Properties of a QuotaUsage.
         * @deprecated Use weft.v1.QuotaUsage.$Properties instead.
         */
        interface IQuotaUsage extends weft.v1.QuotaUsage.$Properties {
        }

        /** Represents a QuotaUsage. */
        class QuotaUsage {

            /**
             * Constructs a new QuotaUsage.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.QuotaUsage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** QuotaUsage kind. */
            kind: string;

            /** QuotaUsage used. */
            used: number;

            /** QuotaUsage limit. */
            limit: number;

            /**
             * Creates a new QuotaUsage instance using the specified properties.
             * @param [properties] Properties to set
             * @returns QuotaUsage instance
             */
            static create(properties: weft.v1.QuotaUsage.$Shape): weft.v1.QuotaUsage & weft.v1.QuotaUsage.$Shape;
            static create(properties?: weft.v1.QuotaUsage.$Properties): weft.v1.QuotaUsage;

            /**
             * Encodes the specified QuotaUsage message. Does not implicitly {@link weft.v1.QuotaUsage.verify|verify} messages.
             * @param message QuotaUsage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.QuotaUsage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a QuotaUsage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.QuotaUsage & weft.v1.QuotaUsage.$Shape} QuotaUsage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.QuotaUsage & weft.v1.QuotaUsage.$Shape;

            /**
             * Creates a QuotaUsage message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns QuotaUsage
             */
            static fromObject(object: { [k: string]: any }): weft.v1.QuotaUsage;

            /**
             * Creates a plain object from a QuotaUsage message. Also converts values to other types if specified.
             * @param message QuotaUsage
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.QuotaUsage, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this QuotaUsage to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace QuotaUsage {

            /** Properties of a QuotaUsage. */
            interface $Properties {

                /** QuotaUsage kind */
                kind?: (string|null);

                /** QuotaUsage used */
                used?: (number|null);

                /** QuotaUsage limit */
                limit?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a QuotaUsage. */
            type $Shape = weft.v1.QuotaUsage.$Properties;
        }

        /**
         * Properties of a CreateTenantRequest.
         * @deprecated Use weft.v1.CreateTenantRequest.$Properties instead.
         */
        interface ICreateTenantRequest extends weft.v1.CreateTenantRequest.$Properties {
        }

        /** Represents a CreateTenantRequest. */
        class CreateTenantRequest {

            /**
             * Constructs a new CreateTenantRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.CreateTenantRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CreateTenantRequest tenant. */
            tenant?: (weft.v1.Tenant.$Properties|null);

            /** CreateTenantRequest requestId. */
            requestId: string;

            /** CreateTenantRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new CreateTenantRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CreateTenantRequest instance
             */
            static create(properties: weft.v1.CreateTenantRequest.$Shape): weft.v1.CreateTenantRequest & weft.v1.CreateTenantRequest.$Shape;
            static create(properties?: weft.v1.CreateTenantRequest.$Properties): weft.v1.CreateTenantRequest;

            /**
             * Encodes the specified CreateTenantRequest message. Does not implicitly {@link weft.v1.CreateTenantRequest.verify|verify} messages.
             * @param message CreateTenantRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.CreateTenantRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CreateTenantRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.CreateTenantRequest & weft.v1.CreateTenantRequest.$Shape} CreateTenantRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.CreateTenantRequest & weft.v1.CreateTenantRequest.$Shape;

            /**
             * Creates a CreateTenantRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns CreateTenantRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.CreateTenantRequest;

            /**
             * Creates a plain object from a CreateTenantRequest message. Also converts values to other types if specified.
             * @param message CreateTenantRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.CreateTenantRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this CreateTenantRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace CreateTenantRequest {

            /** Properties of a CreateTenantRequest. */
            interface $Properties {

                /** CreateTenantRequest tenant */
                tenant?: (weft.v1.Tenant.$Properties|null);

                /** CreateTenantRequest requestId */
                requestId?: (string|null);

                /** CreateTenantRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CreateTenantRequest. */
            type $Shape = weft.v1.CreateTenantRequest.$Properties;
        }

        /**
         * Properties of a GetTenantRequest.
         * @deprecated Use weft.v1.GetTenantRequest.$Properties instead.
         */
        interface IGetTenantRequest extends weft.v1.GetTenantRequest.$Properties {
        }

        /** Represents a GetTenantRequest. */
        class GetTenantRequest {

            /**
             * Constructs a new GetTenantRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.GetTenantRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GetTenantRequest id. */
            id: string;

            /**
             * Creates a new GetTenantRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GetTenantRequest instance
             */
            static create(properties: weft.v1.GetTenantRequest.$Shape): weft.v1.GetTenantRequest & weft.v1.GetTenantRequest.$Shape;
            static create(properties?: weft.v1.GetTenantRequest.$Properties): weft.v1.GetTenantRequest;

            /**
             * Encodes the specified GetTenantRequest message. Does not implicitly {@link weft.v1.GetTenantRequest.verify|verify} messages.
             * @param message GetTenantRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.GetTenantRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetTenantRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.GetTenantRequest & weft.v1.GetTenantRequest.$Shape} GetTenantRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.GetTenantRequest & weft.v1.GetTenantRequest.$Shape;

            /**
             * Creates a GetTenantRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns GetTenantRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.GetTenantRequest;

            /**
             * Creates a plain object from a GetTenantRequest message. Also converts values to other types if specified.
             * @param message GetTenantRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.GetTenantRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this GetTenantRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace GetTenantRequest {

            /** Properties of a GetTenantRequest. */
            interface $Properties {

                /** GetTenantRequest id */
                id?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetTenantRequest. */
            type $Shape = weft.v1.GetTenantRequest.$Properties;
        }

        /**
         * Properties of a ListTenantsRequest.
         * @deprecated Use weft.v1.ListTenantsRequest.$Properties instead.
         */
        interface IListTenantsRequest extends weft.v1.ListTenantsRequest.$Properties {
        }

        /** Represents a ListTenantsRequest. */
        class ListTenantsRequest {

            /**
             * Constructs a new ListTenantsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListTenantsRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListTenantsRequest options. */
            options?: (weft.v1.ListOptions.$Properties|null);

            /**
             * Creates a new ListTenantsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListTenantsRequest instance
             */
            static create(properties: weft.v1.ListTenantsRequest.$Shape): weft.v1.ListTenantsRequest & weft.v1.ListTenantsRequest.$Shape;
            static create(properties?: weft.v1.ListTenantsRequest.$Properties): weft.v1.ListTenantsRequest;

            /**
             * Encodes the specified ListTenantsRequest message. Does not implicitly {@link weft.v1.ListTenantsRequest.verify|verify} messages.
             * @param message ListTenantsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListTenantsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListTenantsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListTenantsRequest & weft.v1.ListTenantsRequest.$Shape} ListTenantsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListTenantsRequest & weft.v1.ListTenantsRequest.$Shape;

            /**
             * Creates a ListTenantsRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListTenantsRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListTenantsRequest;

            /**
             * Creates a plain object from a ListTenantsRequest message. Also converts values to other types if specified.
             * @param message ListTenantsRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListTenantsRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListTenantsRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListTenantsRequest {

            /** Properties of a ListTenantsRequest. */
            interface $Properties {

                /** ListTenantsRequest options */
                options?: (weft.v1.ListOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListTenantsRequest. */
            type $Shape = weft.v1.ListTenantsRequest.$Properties;
        }

        /**
         * Properties of a ListTenantsResponse.
         * @deprecated Use weft.v1.ListTenantsResponse.$Properties instead.
         */
        interface IListTenantsResponse extends weft.v1.ListTenantsResponse.$Properties {
        }

        /** Represents a ListTenantsResponse. */
        class ListTenantsResponse {

            /**
             * Constructs a new ListTenantsResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.ListTenantsResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListTenantsResponse tenants. */
            tenants: weft.v1.Tenant.$Properties[];

            /** ListTenantsResponse nextPageToken. */
            nextPageToken: string;

            /** ListTenantsResponse revision. */
            revision: number;

            /**
             * Creates a new ListTenantsResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListTenantsResponse instance
             */
            static create(properties: weft.v1.ListTenantsResponse.$Shape): weft.v1.ListTenantsResponse & weft.v1.ListTenantsResponse.$Shape;
            static create(properties?: weft.v1.ListTenantsResponse.$Properties): weft.v1.ListTenantsResponse;

            /**
             * Encodes the specified ListTenantsResponse message. Does not implicitly {@link weft.v1.ListTenantsResponse.verify|verify} messages.
             * @param message ListTenantsResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.ListTenantsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListTenantsResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.ListTenantsResponse & weft.v1.ListTenantsResponse.$Shape} ListTenantsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.ListTenantsResponse & weft.v1.ListTenantsResponse.$Shape;

            /**
             * Creates a ListTenantsResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListTenantsResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.ListTenantsResponse;

            /**
             * Creates a plain object from a ListTenantsResponse message. Also converts values to other types if specified.
             * @param message ListTenantsResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.ListTenantsResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListTenantsResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListTenantsResponse {

            /** Properties of a ListTenantsResponse. */
            interface $Properties {

                /** ListTenantsResponse tenants */
                tenants?: (weft.v1.Tenant.$Properties[]|null);

                /** ListTenantsResponse nextPageToken */
                nextPageToken?: (string|null);

                /** ListTenantsResponse revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListTenantsResponse. */
            type $Shape = weft.v1.ListTenantsResponse.$Properties;
        }

        /**
         * Properties of an UpdateTenantRequest.
         * @deprecated Use weft.v1.UpdateTenantRequest.$Properties instead.
         */
        interface IUpdateTenantRequest extends weft.v1.UpdateTenantRequest.$Properties {
        }

        /** Represents an UpdateTenantRequest. */
        class UpdateTenantRequest {

            /**
             * Constructs a new UpdateTenantRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.UpdateTenantRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UpdateTenantRequest tenant. */
            tenant?: (weft.v1.Tenant.$Properties|null);

            /** UpdateTenantRequest updateMask. */
            updateMask?: (google.protobuf.FieldMask.$Properties|null);

            /** UpdateTenantRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new UpdateTenantRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UpdateTenantRequest instance
             */
            static create(properties: weft.v1.UpdateTenantRequest.$Shape): weft.v1.UpdateTenantRequest & weft.v1.UpdateTenantRequest.$Shape;
            static create(properties?: weft.v1.UpdateTenantRequest.$Properties): weft.v1.UpdateTenantRequest;

            /**
             * Encodes the specified UpdateTenantRequest message. Does not implicitly {@link weft.v1.UpdateTenantRequest.verify|verify} messages.
             * @param message UpdateTenantRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.UpdateTenantRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UpdateTenantRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.UpdateTenantRequest & weft.v1.UpdateTenantRequest.$Shape} UpdateTenantRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.UpdateTenantRequest & weft.v1.UpdateTenantRequest.$Shape;

            /**
             * Creates an UpdateTenantRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns UpdateTenantRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.UpdateTenantRequest;

            /**
             * Creates a plain object from an UpdateTenantRequest message. Also converts values to other types if specified.
             * @param message UpdateTenantRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.UpdateTenantRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this UpdateTenantRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace UpdateTenantRequest {

            /** Properties of an UpdateTenantRequest. */
            interface $Properties {

                /** UpdateTenantRequest tenant */
                tenant?: (weft.v1.Tenant.$Properties|null);

                /** UpdateTenantRequest updateMask */
                updateMask?: (google.protobuf.FieldMask.$Properties|null);

                /** UpdateTenantRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UpdateTenantRequest. */
            type $Shape = weft.v1.UpdateTenantRequest.$Properties;
        }

        /**
         * Properties of a DeleteTenantRequest.
         * @deprecated Use weft.v1.DeleteTenantRequest.$Properties instead.
         */
        interface IDeleteTenantRequest extends weft.v1.DeleteTenantRequest.$Properties {
        }

        /** Represents a DeleteTenantRequest. */
        class DeleteTenantRequest {

            /**
             * Constructs a new DeleteTenantRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.DeleteTenantRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeleteTenantRequest id. */
            id: string;

            /** DeleteTenantRequest etag. */
            etag: string;

            /** DeleteTenantRequest wait. */
            wait?: (weft.v1.WaitOptions.$Properties|null);

            /**
             * Creates a new DeleteTenantRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeleteTenantRequest instance
             */
            static create(properties: weft.v1.DeleteTenantRequest.$Shape): weft.v1.DeleteTenantRequest & weft.v1.DeleteTenantRequest.$Shape;
            static create(properties?: weft.v1.DeleteTenantRequest.$Properties): weft.v1.DeleteTenantRequest;

            /**
             * Encodes the specified DeleteTenantRequest message. Does not implicitly {@link weft.v1.DeleteTenantRequest.verify|verify} messages.
             * @param message DeleteTenantRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.DeleteTenantRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeleteTenantRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.DeleteTenantRequest & weft.v1.DeleteTenantRequest.$Shape} DeleteTenantRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.DeleteTenantRequest & weft.v1.DeleteTenantRequest.$Shape;

            /**
             * Creates a DeleteTenantRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DeleteTenantRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.DeleteTenantRequest;

            /**
             * Creates a plain object from a DeleteTenantRequest message. Also converts values to other types if specified.
             * @param message DeleteTenantRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.DeleteTenantRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DeleteTenantRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace DeleteTenantRequest {

            /** Properties of a DeleteTenantRequest. */
            interface $Properties {

                /** DeleteTenantRequest id */
                id?: (string|null);

                /** DeleteTenantRequest etag */
                etag?: (string|null);

                /** DeleteTenantRequest wait */
                wait?: (weft.v1.WaitOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeleteTenantRequest. */
            type $Shape = weft.v1.DeleteTenantRequest.$Properties;
        }

        /**
         * Properties of a DeleteTenantResponse.
         * @deprecated Use weft.v1.DeleteTenantResponse.$Properties instead.
         */
        interface IDeleteTenantResponse extends weft.v1.DeleteTenantResponse.$Properties {
        }

        /** Represents a DeleteTenantResponse. */
        class DeleteTenantResponse {

            /**
             * Constructs a new DeleteTenantResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.DeleteTenantResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeleteTenantResponse revision. */
            revision: number;

            /**
             * Creates a new DeleteTenantResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeleteTenantResponse instance
             */
            static create(properties: weft.v1.DeleteTenantResponse.$Shape): weft.v1.DeleteTenantResponse & weft.v1.DeleteTenantResponse.$Shape;
            static create(properties?: weft.v1.DeleteTenantResponse.$Properties): weft.v1.DeleteTenantResponse;

            /**
             * Encodes the specified DeleteTenantResponse message. Does not implicitly {@link weft.v1.DeleteTenantResponse.verify|verify} messages.
             * @param message DeleteTenantResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.DeleteTenantResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeleteTenantResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.DeleteTenantResponse & weft.v1.DeleteTenantResponse.$Shape} DeleteTenantResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.DeleteTenantResponse & weft.v1.DeleteTenantResponse.$Shape;

            /**
             * Creates a DeleteTenantResponse message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DeleteTenantResponse
             */
            static fromObject(object: { [k: string]: any }): weft.v1.DeleteTenantResponse;

            /**
             * Creates a plain object from a DeleteTenantResponse message. Also converts values to other types if specified.
             * @param message DeleteTenantResponse
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.DeleteTenantResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DeleteTenantResponse to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace DeleteTenantResponse {

            /** Properties of a DeleteTenantResponse. */
            interface $Properties {

                /** DeleteTenantResponse revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeleteTenantResponse. */
            type $Shape = weft.v1.DeleteTenantResponse.$Properties;
        }

        /**
         * Properties of a WatchTenantsRequest.
         * @deprecated Use weft.v1.WatchTenantsRequest.$Properties instead.
         */
        interface IWatchTenantsRequest extends weft.v1.WatchTenantsRequest.$Properties {
        }

        /** Represents a WatchTenantsRequest. */
        class WatchTenantsRequest {

            /**
             * Constructs a new WatchTenantsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.WatchTenantsRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WatchTenantsRequest options. */
            options?: (weft.v1.WatchOptions.$Properties|null);

            /**
             * Creates a new WatchTenantsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns WatchTenantsRequest instance
             */
            static create(properties: weft.v1.WatchTenantsRequest.$Shape): weft.v1.WatchTenantsRequest & weft.v1.WatchTenantsRequest.$Shape;
            static create(properties?: weft.v1.WatchTenantsRequest.$Properties): weft.v1.WatchTenantsRequest;

            /**
             * Encodes the specified WatchTenantsRequest message. Does not implicitly {@link weft.v1.WatchTenantsRequest.verify|verify} messages.
             * @param message WatchTenantsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.WatchTenantsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WatchTenantsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.WatchTenantsRequest & weft.v1.WatchTenantsRequest.$Shape} WatchTenantsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.WatchTenantsRequest & weft.v1.WatchTenantsRequest.$Shape;

            /**
             * Creates a WatchTenantsRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns WatchTenantsRequest
             */
            static fromObject(object: { [k: string]: any }): weft.v1.WatchTenantsRequest;

            /**
             * Creates a plain object from a WatchTenantsRequest message. Also converts values to other types if specified.
             * @param message WatchTenantsRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.WatchTenantsRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this WatchTenantsRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace WatchTenantsRequest {

            /** Properties of a WatchTenantsRequest. */
            interface $Properties {

                /** WatchTenantsRequest options */
                options?: (weft.v1.WatchOptions.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WatchTenantsRequest. */
            type $Shape = weft.v1.WatchTenantsRequest.$Properties;
        }

        /**
         * Properties of a TenantChange.
         * @deprecated Use weft.v1.TenantChange.$Properties instead.
         */
        interface ITenantChange extends weft.v1.TenantChange.$Properties {
        }

        /** Represents a TenantChange. */
        class TenantChange {

            /**
             * Constructs a new TenantChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: weft.v1.TenantChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TenantChange kind. */
            kind: weft.v1.ChangeKind;

            /** TenantChange revision. */
            revision: number;

            /** TenantChange tenant. */
            tenant?: (weft.v1.Tenant.$Properties|null);

            /** TenantChange resumeToken. */
            resumeToken: string;

            /**
             * Creates a new TenantChange instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TenantChange instance
             */
            static create(properties: weft.v1.TenantChange.$Shape): weft.v1.TenantChange & weft.v1.TenantChange.$Shape;
            static create(properties?: weft.v1.TenantChange.$Properties): weft.v1.TenantChange;

            /**
             * Encodes the specified TenantChange message. Does not implicitly {@link weft.v1.TenantChange.verify|verify} messages.
             * @param message TenantChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: weft.v1.TenantChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TenantChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {weft.v1.TenantChange & weft.v1.TenantChange.$Shape} TenantChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): weft.v1.TenantChange & weft.v1.TenantChange.$Shape;

            /**
             * Creates a TenantChange message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns TenantChange
             */
            static fromObject(object: { [k: string]: any }): weft.v1.TenantChange;

            /**
             * Creates a plain object from a TenantChange message. Also converts values to other types if specified.
             * @param message TenantChange
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: weft.v1.TenantChange, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this TenantChange to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace TenantChange {

            /** Properties of a TenantChange. */
            interface $Properties {

                /** TenantChange kind */
                kind?: (weft.v1.ChangeKind|null);

                /** TenantChange revision */
                revision?: (number|null);

                /** TenantChange tenant */
                tenant?: (weft.v1.Tenant.$Properties|null);

                /** TenantChange resumeToken */
                resumeToken?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TenantChange. */
            type $Shape = weft.v1.TenantChange.$Properties;
        }
    }
}

/** Namespace google. */
export namespace google {

    /** Namespace protobuf. */
    namespace protobuf {

        /**
         * Properties of a Duration.
         * @deprecated Use google.protobuf.Duration.$Properties instead.
         */
        interface IDuration extends google.protobuf.Duration.$Properties {
        }

        /** Represents a Duration. */
        class Duration {

            /**
             * Constructs a new Duration.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.Duration.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Duration seconds. */
            seconds: number;

            /** Duration nanos. */
            nanos: number;

            /**
             * Creates a new Duration instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Duration instance
             */
            static create(properties: google.protobuf.Duration.$Shape): google.protobuf.Duration & google.protobuf.Duration.$Shape;
            static create(properties?: google.protobuf.Duration.$Properties): google.protobuf.Duration;

            /**
             * Encodes the specified Duration message. Does not implicitly {@link google.protobuf.Duration.verify|verify} messages.
             * @param message Duration message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.Duration.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Duration message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.Duration & google.protobuf.Duration.$Shape} Duration
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Duration & google.protobuf.Duration.$Shape;

            /**
             * Creates a Duration message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Duration
             */
            static fromObject(object: { [k: string]: any }): google.protobuf.Duration;

            /**
             * Creates a plain object from a Duration message. Also converts values to other types if specified.
             * @param message Duration
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.protobuf.Duration, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Duration to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Duration {

            /** Properties of a Duration. */
            interface $Properties {

                /** Duration seconds */
                seconds?: (number|null);

                /** Duration nanos */
                nanos?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Duration. */
            type $Shape = google.protobuf.Duration.$Properties;
        }

        /**
         * Properties of an Any.
         * @deprecated Use google.protobuf.Any.$Properties instead.
         */
        interface IAny extends google.protobuf.Any.$Properties {
        }

        /** Represents an Any. */
        class Any {

            /**
             * Constructs a new Any.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.Any.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Any type_url. */
            type_url: string;

            /** Any value. */
            value: Uint8Array;

            /**
             * Creates a new Any instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Any instance
             */
            static create(properties: google.protobuf.Any.$Shape): google.protobuf.Any & google.protobuf.Any.$Shape;
            static create(properties?: google.protobuf.Any.$Properties): google.protobuf.Any;

            /**
             * Encodes the specified Any message. Does not implicitly {@link google.protobuf.Any.verify|verify} messages.
             * @param message Any message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.Any.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Any message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.Any & google.protobuf.Any.$Shape} Any
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Any & google.protobuf.Any.$Shape;

            /**
             * Creates an Any message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Any
             */
            static fromObject(object: { [k: string]: any }): google.protobuf.Any;

            /**
             * Creates a plain object from an Any message. Also converts values to other types if specified.
             * @param message Any
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.protobuf.Any, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Any to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Any {

            /** Properties of an Any. */
            interface $Properties {

                /** Any type_url */
                type_url?: (string|null);

                /** Any value */
                value?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Any. */
            type $Shape = google.protobuf.Any.$Properties;
        }

        /**
         * Properties of a Timestamp.
         * @deprecated Use google.protobuf.Timestamp.$Properties instead.
         */
        interface ITimestamp extends google.protobuf.Timestamp.$Properties {
        }

        /** Represents a Timestamp. */
        class Timestamp {

            /**
             * Constructs a new Timestamp.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.Timestamp.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Timestamp seconds. */
            seconds: number;

            /** Timestamp nanos. */
            nanos: number;

            /**
             * Creates a new Timestamp instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Timestamp instance
             */
            static create(properties: google.protobuf.Timestamp.$Shape): google.protobuf.Timestamp & google.protobuf.Timestamp.$Shape;
            static create(properties?: google.protobuf.Timestamp.$Properties): google.protobuf.Timestamp;

            /**
             * Encodes the specified Timestamp message. Does not implicitly {@link google.protobuf.Timestamp.verify|verify} messages.
             * @param message Timestamp message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.Timestamp.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Timestamp message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.Timestamp & google.protobuf.Timestamp.$Shape} Timestamp
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Timestamp & google.protobuf.Timestamp.$Shape;

            /**
             * Creates a Timestamp message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Timestamp
             */
            static fromObject(object: { [k: string]: any }): google.protobuf.Timestamp;

            /**
             * Creates a plain object from a Timestamp message. Also converts values to other types if specified.
             * @param message Timestamp
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.protobuf.Timestamp, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Timestamp to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Timestamp {

            /** Properties of a Timestamp. */
            interface $Properties {

                /** Timestamp seconds */
                seconds?: (number|null);

                /** Timestamp nanos */
                nanos?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Timestamp. */
            type $Shape = google.protobuf.Timestamp.$Properties;
        }

        /**
         * Properties of a FieldMask.
         * @deprecated Use google.protobuf.FieldMask.$Properties instead.
         */
        interface IFieldMask extends google.protobuf.FieldMask.$Properties {
        }

        /** Represents a FieldMask. */
        class FieldMask {

            /**
             * Constructs a new FieldMask.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.FieldMask.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FieldMask paths. */
            paths: string[];

            /**
             * Creates a new FieldMask instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FieldMask instance
             */
            static create(properties: google.protobuf.FieldMask.$Shape): google.protobuf.FieldMask & google.protobuf.FieldMask.$Shape;
            static create(properties?: google.protobuf.FieldMask.$Properties): google.protobuf.FieldMask;

            /**
             * Encodes the specified FieldMask message. Does not implicitly {@link google.protobuf.FieldMask.verify|verify} messages.
             * @param message FieldMask message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.FieldMask.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FieldMask message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.FieldMask & google.protobuf.FieldMask.$Shape} FieldMask
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.FieldMask & google.protobuf.FieldMask.$Shape;

            /**
             * Creates a FieldMask message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns FieldMask
             */
            static fromObject(object: { [k: string]: any }): google.protobuf.FieldMask;

            /**
             * Creates a plain object from a FieldMask message. Also converts values to other types if specified.
             * @param message FieldMask
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.protobuf.FieldMask, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this FieldMask to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace FieldMask {

            /** Properties of a FieldMask. */
            interface $Properties {

                /** FieldMask paths */
                paths?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FieldMask. */
            type $Shape = google.protobuf.FieldMask.$Properties;
        }
    }

    /** Namespace rpc. */
    namespace rpc {

        /**
         * Properties of an ErrorInfo.
         * @deprecated Use google.rpc.ErrorInfo.$Properties instead.
         */
        interface IErrorInfo extends google.rpc.ErrorInfo.$Properties {
        }

        /** Represents an ErrorInfo. */
        class ErrorInfo {

            /**
             * Constructs a new ErrorInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.rpc.ErrorInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ErrorInfo reason. */
            reason: string;

            /** ErrorInfo domain. */
            domain: string;

            /** ErrorInfo metadata. */
            metadata: { [k: string]: string };

            /**
             * Creates a new ErrorInfo instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ErrorInfo instance
             */
            static create(properties: google.rpc.ErrorInfo.$Shape): google.rpc.ErrorInfo & google.rpc.ErrorInfo.$Shape;
            static create(properties?: google.rpc.ErrorInfo.$Properties): google.rpc.ErrorInfo;

            /**
             * Encodes the specified ErrorInfo message. Does not implicitly {@link google.rpc.ErrorInfo.verify|verify} messages.
             * @param message ErrorInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.rpc.ErrorInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an ErrorInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.rpc.ErrorInfo & google.rpc.ErrorInfo.$Shape} ErrorInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.rpc.ErrorInfo & google.rpc.ErrorInfo.$Shape;

            /**
             * Creates an ErrorInfo message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ErrorInfo
             */
            static fromObject(object: { [k: string]: any }): google.rpc.ErrorInfo;

            /**
             * Creates a plain object from an ErrorInfo message. Also converts values to other types if specified.
             * @param message ErrorInfo
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.rpc.ErrorInfo, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ErrorInfo to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ErrorInfo {

            /** Properties of an ErrorInfo. */
            interface $Properties {

                /** ErrorInfo reason */
                reason?: (string|null);

                /** ErrorInfo domain */
                domain?: (string|null);

                /** ErrorInfo metadata */
                metadata?: ({ [k: string]: string }|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an ErrorInfo. */
            type $Shape = google.rpc.ErrorInfo.$Properties;
        }

        /**
         * Properties of a RetryInfo.
         * @deprecated Use google.rpc.RetryInfo.$Properties instead.
         */
        interface IRetryInfo extends google.rpc.RetryInfo.$Properties {
        }

        /** Represents a RetryInfo. */
        class RetryInfo {

            /**
             * Constructs a new RetryInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.rpc.RetryInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RetryInfo retryDelay. */
            retryDelay?: (google.protobuf.Duration.$Properties|null);

            /**
             * Creates a new RetryInfo instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RetryInfo instance
             */
            static create(properties: google.rpc.RetryInfo.$Shape): google.rpc.RetryInfo & google.rpc.RetryInfo.$Shape;
            static create(properties?: google.rpc.RetryInfo.$Properties): google.rpc.RetryInfo;

            /**
             * Encodes the specified RetryInfo message. Does not implicitly {@link google.rpc.RetryInfo.verify|verify} messages.
             * @param message RetryInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.rpc.RetryInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RetryInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.rpc.RetryInfo & google.rpc.RetryInfo.$Shape} RetryInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.rpc.RetryInfo & google.rpc.RetryInfo.$Shape;

            /**
             * Creates a RetryInfo message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RetryInfo
             */
            static fromObject(object: { [k: string]: any }): google.rpc.RetryInfo;

            /**
             * Creates a plain object from a RetryInfo message. Also converts values to other types if specified.
             * @param message RetryInfo
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.rpc.RetryInfo, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RetryInfo to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace RetryInfo {

            /** Properties of a RetryInfo. */
            interface $Properties {

                /** RetryInfo retryDelay */
                retryDelay?: (google.protobuf.Duration.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RetryInfo. */
            type $Shape = google.rpc.RetryInfo.$Properties;
        }

        /**
         * Properties of a DebugInfo.
         * @deprecated Use google.rpc.DebugInfo.$Properties instead.
         */
        interface IDebugInfo extends google.rpc.DebugInfo.$Properties {
        }

        /** Represents a DebugInfo. */
        class DebugInfo {

            /**
             * Constructs a new DebugInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.rpc.DebugInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DebugInfo stackEntries. */
            stackEntries: string[];

            /** DebugInfo detail. */
            detail: string;

            /**
             * Creates a new DebugInfo instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DebugInfo instance
             */
            static create(properties: google.rpc.DebugInfo.$Shape): google.rpc.DebugInfo & google.rpc.DebugInfo.$Shape;
            static create(properties?: google.rpc.DebugInfo.$Properties): google.rpc.DebugInfo;

            /**
             * Encodes the specified DebugInfo message. Does not implicitly {@link google.rpc.DebugInfo.verify|verify} messages.
             * @param message DebugInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.rpc.DebugInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DebugInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.rpc.DebugInfo & google.rpc.DebugInfo.$Shape} DebugInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.rpc.DebugInfo & google.rpc.DebugInfo.$Shape;

            /**
             * Creates a DebugInfo message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DebugInfo
             */
            static fromObject(object: { [k: string]: any }): google.rpc.DebugInfo;

            /**
             * Creates a plain object from a DebugInfo message. Also converts values to other types if specified.
             * @param message DebugInfo
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.rpc.DebugInfo, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DebugInfo to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace DebugInfo {

            /** Properties of a DebugInfo. */
            interface $Properties {

                /** DebugInfo stackEntries */
                stackEntries?: (string[]|null);

                /** DebugInfo detail */
                detail?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DebugInfo. */
            type $Shape = google.rpc.DebugInfo.$Properties;
        }

        /**
         * Properties of a QuotaFailure.
         * @deprecated Use google.rpc.QuotaFailure.$Properties instead.
         */
        interface IQuotaFailure extends google.rpc.QuotaFailure.$Properties {
        }

        /** Represents a QuotaFailure. */
        class QuotaFailure {

            /**
             * Constructs a new QuotaFailure.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.rpc.QuotaFailure.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** QuotaFailure violations. */
            violations: google.rpc.QuotaFailure.Violation.$Properties[];

            /**
             * Creates a new QuotaFailure instance using the specified properties.
             * @param [properties] Properties to set
             * @returns QuotaFailure instance
             */
            static create(properties: google.rpc.QuotaFailure.$Shape): google.rpc.QuotaFailure & google.rpc.QuotaFailure.$Shape;
            static create(properties?: google.rpc.QuotaFailure.$Properties): google.rpc.QuotaFailure;

            /**
             * Encodes the specified QuotaFailure message. Does not implicitly {@link google.rpc.QuotaFailure.verify|verify} messages.
             * @param message QuotaFailure message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.rpc.QuotaFailure.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a QuotaFailure message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.rpc.QuotaFailure & google.rpc.QuotaFailure.$Shape} QuotaFailure
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.rpc.QuotaFailure & google.rpc.QuotaFailure.$Shape;

            /**
             * Creates a QuotaFailure message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns QuotaFailure
             */
            static fromObject(object: { [k: string]: any }): google.rpc.QuotaFailure;

            /**
             * Creates a plain object from a QuotaFailure message. Also converts values to other types if specified.
             * @param message QuotaFailure
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.rpc.QuotaFailure, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this QuotaFailure to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace QuotaFailure {

            /** Properties of a QuotaFailure. */
            interface $Properties {

                /** QuotaFailure violations */
                violations?: (google.rpc.QuotaFailure.Violation.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a QuotaFailure. */
            type $Shape = google.rpc.QuotaFailure.$Properties;

            /**
             * Properties of a Violation.
             * @deprecated Use google.rpc.QuotaFailure.Violation.$Properties instead.
             */
            interface IViolation extends google.rpc.QuotaFailure.Violation.$Properties {
            }

            /** Represents a Violation. */
            class Violation {

                /**
                 * Constructs a new Violation.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: google.rpc.QuotaFailure.Violation.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Violation subject. */
                subject: string;

                /** Violation description. */
                description: string;

                /** Violation apiService. */
                apiService: string;

                /** Violation quotaMetric. */
                quotaMetric: string;

                /** Violation quotaId. */
                quotaId: string;

                /** Violation quotaDimensions. */
                quotaDimensions: { [k: string]: string };

                /** Violation quotaValue. */
                quotaValue: number;

                /** Violation futureQuotaValue. */
                futureQuotaValue?: (number|null);

                /**
                 * Creates a new Violation instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Violation instance
                 */
                static create(properties: google.rpc.QuotaFailure.Violation.$Shape): google.rpc.QuotaFailure.Violation & google.rpc.QuotaFailure.Violation.$Shape;
                static create(properties?: google.rpc.QuotaFailure.Violation.$Properties): google.rpc.QuotaFailure.Violation;

                /**
                 * Encodes the specified Violation message. Does not implicitly {@link google.rpc.QuotaFailure.Violation.verify|verify} messages.
                 * @param message Violation message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: google.rpc.QuotaFailure.Violation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Violation message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {google.rpc.QuotaFailure.Violation & google.rpc.QuotaFailure.Violation.$Shape} Violation
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.rpc.QuotaFailure.Violation & google.rpc.QuotaFailure.Violation.$Shape;

                /**
                 * Creates a Violation message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Violation
                 */
                static fromObject(object: { [k: string]: any }): google.rpc.QuotaFailure.Violation;

                /**
                 * Creates a plain object from a Violation message. Also converts values to other types if specified.
                 * @param message Violation
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: google.rpc.QuotaFailure.Violation, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Violation to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace Violation {

                /** Properties of a Violation. */
                interface $Properties {

                    /** Violation subject */
                    subject?: (string|null);

                    /** Violation description */
                    description?: (string|null);

                    /** Violation apiService */
                    apiService?: (string|null);

                    /** Violation quotaMetric */
                    quotaMetric?: (string|null);

                    /** Violation quotaId */
                    quotaId?: (string|null);

                    /** Violation quotaDimensions */
                    quotaDimensions?: ({ [k: string]: string }|null);

                    /** Violation quotaValue */
                    quotaValue?: (number|null);

                    /** Violation futureQuotaValue */
                    futureQuotaValue?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Violation. */
                type $Shape = google.rpc.QuotaFailure.Violation.$Properties;
            }
        }

        /**
         * Properties of a PreconditionFailure.
         * @deprecated Use google.rpc.PreconditionFailure.$Properties instead.
         */
        interface IPreconditionFailure extends google.rpc.PreconditionFailure.$Properties {
        }

        /** Represents a PreconditionFailure. */
        class PreconditionFailure {

            /**
             * Constructs a new PreconditionFailure.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.rpc.PreconditionFailure.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PreconditionFailure violations. */
            violations: google.rpc.PreconditionFailure.Violation.$Properties[];

            /**
             * Creates a new PreconditionFailure instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PreconditionFailure instance
             */
            static create(properties: google.rpc.PreconditionFailure.$Shape): google.rpc.PreconditionFailure & google.rpc.PreconditionFailure.$Shape;
            static create(properties?: google.rpc.PreconditionFailure.$Properties): google.rpc.PreconditionFailure;

            /**
             * Encodes the specified PreconditionFailure message. Does not implicitly {@link google.rpc.PreconditionFailure.verify|verify} messages.
             * @param message PreconditionFailure message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.rpc.PreconditionFailure.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PreconditionFailure message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.rpc.PreconditionFailure & google.rpc.PreconditionFailure.$Shape} PreconditionFailure
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.rpc.PreconditionFailure & google.rpc.PreconditionFailure.$Shape;

            /**
             * Creates a PreconditionFailure message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns PreconditionFailure
             */
            static fromObject(object: { [k: string]: any }): google.rpc.PreconditionFailure;

            /**
             * Creates a plain object from a PreconditionFailure message. Also converts values to other types if specified.
             * @param message PreconditionFailure
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.rpc.PreconditionFailure, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this PreconditionFailure to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace PreconditionFailure {

            /** Properties of a PreconditionFailure. */
            interface $Properties {

                /** PreconditionFailure violations */
                violations?: (google.rpc.PreconditionFailure.Violation.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PreconditionFailure. */
            type $Shape = google.rpc.PreconditionFailure.$Properties;

            /**
             * Properties of a Violation.
             * @deprecated Use google.rpc.PreconditionFailure.Violation.$Properties instead.
             */
            interface IViolation extends google.rpc.PreconditionFailure.Violation.$Properties {
            }

            /** Represents a Violation. */
            class Violation {

                /**
                 * Constructs a new Violation.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: google.rpc.PreconditionFailure.Violation.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Violation type. */
                type: string;

                /** Violation subject. */
                subject: string;

                /** Violation description. */
                description: string;

                /**
                 * Creates a new Violation instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Violation instance
                 */
                static create(properties: google.rpc.PreconditionFailure.Violation.$Shape): google.rpc.PreconditionFailure.Violation & google.rpc.PreconditionFailure.Violation.$Shape;
                static create(properties?: google.rpc.PreconditionFailure.Violation.$Properties): google.rpc.PreconditionFailure.Violation;

                /**
                 * Encodes the specified Violation message. Does not implicitly {@link google.rpc.PreconditionFailure.Violation.verify|verify} messages.
                 * @param message Violation message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: google.rpc.PreconditionFailure.Violation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Violation message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {google.rpc.PreconditionFailure.Violation & google.rpc.PreconditionFailure.Violation.$Shape} Violation
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.rpc.PreconditionFailure.Violation & google.rpc.PreconditionFailure.Violation.$Shape;

                /**
                 * Creates a Violation message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Violation
                 */
                static fromObject(object: { [k: string]: any }): google.rpc.PreconditionFailure.Violation;

                /**
                 * Creates a plain object from a Violation message. Also converts values to other types if specified.
                 * @param message Violation
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: google.rpc.PreconditionFailure.Violation, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Violation to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace Violation {

                /** Properties of a Violation. */
                interface $Properties {

                    /** Violation type */
                    type?: (string|null);

                    /** Violation subject */
                    subject?: (string|null);

                    /** Violation description */
                    description?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Violation. */
                type $Shape = google.rpc.PreconditionFailure.Violation.$Properties;
            }
        }

        /**
         * Properties of a BadRequest.
         * @deprecated Use google.rpc.BadRequest.$Properties instead.
         */
        interface IBadRequest extends google.rpc.BadRequest.$Properties {
        }

        /** Represents a BadRequest. */
        class BadRequest {

            /**
             * Constructs a new BadRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.rpc.BadRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BadRequest fieldViolations. */
            fieldViolations: google.rpc.BadRequest.FieldViolation.$Properties[];

            /**
             * Creates a new BadRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns BadRequest instance
             */
            static create(properties: google.rpc.BadRequest.$Shape): google.rpc.BadRequest & google.rpc.BadRequest.$Shape;
            static create(properties?: google.rpc.BadRequest.$Properties): google.rpc.BadRequest;

            /**
             * Encodes the specified BadRequest message. Does not implicitly {@link google.rpc.BadRequest.verify|verify} messages.
             * @param message BadRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.rpc.BadRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BadRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.rpc.BadRequest & google.rpc.BadRequest.$Shape} BadRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.rpc.BadRequest & google.rpc.BadRequest.$Shape;

            /**
             * Creates a BadRequest message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns BadRequest
             */
            static fromObject(object: { [k: string]: any }): google.rpc.BadRequest;

            /**
             * Creates a plain object from a BadRequest message. Also converts values to other types if specified.
             * @param message BadRequest
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.rpc.BadRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this BadRequest to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace BadRequest {

            /** Properties of a BadRequest. */
            interface $Properties {

                /** BadRequest fieldViolations */
                fieldViolations?: (google.rpc.BadRequest.FieldViolation.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BadRequest. */
            type $Shape = google.rpc.BadRequest.$Properties;

            /**
             * Properties of a FieldViolation.
             * @deprecated Use google.rpc.BadRequest.FieldViolation.$Properties instead.
             */
            interface IFieldViolation extends google.rpc.BadRequest.FieldViolation.$Properties {
            }

            /** Represents a FieldViolation. */
            class FieldViolation {

                /**
                 * Constructs a new FieldViolation.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: google.rpc.BadRequest.FieldViolation.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** FieldViolation field. */
                field: string;

                /** FieldViolation description. */
                description: string;

                /** FieldViolation reason. */
                reason: string;

                /** FieldViolation localizedMessage. */
                localizedMessage?: (google.rpc.LocalizedMessage.$Properties|null);

                /**
                 * Creates a new FieldViolation instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns FieldViolation instance
                 */
                static create(properties: google.rpc.BadRequest.FieldViolation.$Shape): google.rpc.BadRequest.FieldViolation & google.rpc.BadRequest.FieldViolation.$Shape;
                static create(properties?: google.rpc.BadRequest.FieldViolation.$Properties): google.rpc.BadRequest.FieldViolation;

                /**
                 * Encodes the specified FieldViolation message. Does not implicitly {@link google.rpc.BadRequest.FieldViolation.verify|verify} messages.
                 * @param message FieldViolation message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: google.rpc.BadRequest.FieldViolation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a FieldViolation message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {google.rpc.BadRequest.FieldViolation & google.rpc.BadRequest.FieldViolation.$Shape} FieldViolation
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.rpc.BadRequest.FieldViolation & google.rpc.BadRequest.FieldViolation.$Shape;

                /**
                 * Creates a FieldViolation message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns FieldViolation
                 */
                static fromObject(object: { [k: string]: any }): google.rpc.BadRequest.FieldViolation;

                /**
                 * Creates a plain object from a FieldViolation message. Also converts values to other types if specified.
                 * @param message FieldViolation
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: google.rpc.BadRequest.FieldViolation, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this FieldViolation to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace FieldViolation {

                /** Properties of a FieldViolation. */
                interface $Properties {

                    /** FieldViolation field */
                    field?: (string|null);

                    /** FieldViolation description */
                    description?: (string|null);

                    /** FieldViolation reason */
                    reason?: (string|null);

                    /** FieldViolation localizedMessage */
                    localizedMessage?: (google.rpc.LocalizedMessage.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a FieldViolation. */
                type $Shape = google.rpc.BadRequest.FieldViolation.$Properties;
            }
        }

        /**
         * Properties of a RequestInfo.
         * @deprecated Use google.rpc.RequestInfo.$Properties instead.
         */
        interface IRequestInfo extends google.rpc.RequestInfo.$Properties {
        }

        /** Represents a RequestInfo. */
        class RequestInfo {

            /**
             * Constructs a new RequestInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.rpc.RequestInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RequestInfo requestId. */
            requestId: string;

            /** RequestInfo servingData. */
            servingData: string;

            /**
             * Creates a new RequestInfo instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RequestInfo instance
             */
            static create(properties: google.rpc.RequestInfo.$Shape): google.rpc.RequestInfo & google.rpc.RequestInfo.$Shape;
            static create(properties?: google.rpc.RequestInfo.$Properties): google.rpc.RequestInfo;

            /**
             * Encodes the specified RequestInfo message. Does not implicitly {@link google.rpc.RequestInfo.verify|verify} messages.
             * @param message RequestInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.rpc.RequestInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RequestInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.rpc.RequestInfo & google.rpc.RequestInfo.$Shape} RequestInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.rpc.RequestInfo & google.rpc.RequestInfo.$Shape;

            /**
             * Creates a RequestInfo message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RequestInfo
             */
            static fromObject(object: { [k: string]: any }): google.rpc.RequestInfo;

            /**
             * Creates a plain object from a RequestInfo message. Also converts values to other types if specified.
             * @param message RequestInfo
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.rpc.RequestInfo, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RequestInfo to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace RequestInfo {

            /** Properties of a RequestInfo. */
            interface $Properties {

                /** RequestInfo requestId */
                requestId?: (string|null);

                /** RequestInfo servingData */
                servingData?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RequestInfo. */
            type $Shape = google.rpc.RequestInfo.$Properties;
        }

        /**
         * Properties of a ResourceInfo.
         * @deprecated Use google.rpc.ResourceInfo.$Properties instead.
         */
        interface IResourceInfo extends google.rpc.ResourceInfo.$Properties {
        }

        /** Represents a ResourceInfo. */
        class ResourceInfo {

            /**
             * Constructs a new ResourceInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.rpc.ResourceInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ResourceInfo resourceType. */
            resourceType: string;

            /** ResourceInfo resourceName. */
            resourceName: string;

            /** ResourceInfo owner. */
            owner: string;

            /** ResourceInfo description. */
            description: string;

            /**
             * Creates a new ResourceInfo instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ResourceInfo instance
             */
            static create(properties: google.rpc.ResourceInfo.$Shape): google.rpc.ResourceInfo & google.rpc.ResourceInfo.$Shape;
            static create(properties?: google.rpc.ResourceInfo.$Properties): google.rpc.ResourceInfo;

            /**
             * Encodes the specified ResourceInfo message. Does not implicitly {@link google.rpc.ResourceInfo.verify|verify} messages.
             * @param message ResourceInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.rpc.ResourceInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ResourceInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.rpc.ResourceInfo & google.rpc.ResourceInfo.$Shape} ResourceInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.rpc.ResourceInfo & google.rpc.ResourceInfo.$Shape;

            /**
             * Creates a ResourceInfo message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ResourceInfo
             */
            static fromObject(object: { [k: string]: any }): google.rpc.ResourceInfo;

            /**
             * Creates a plain object from a ResourceInfo message. Also converts values to other types if specified.
             * @param message ResourceInfo
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.rpc.ResourceInfo, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ResourceInfo to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ResourceInfo {

            /** Properties of a ResourceInfo. */
            interface $Properties {

                /** ResourceInfo resourceType */
                resourceType?: (string|null);

                /** ResourceInfo resourceName */
                resourceName?: (string|null);

                /** ResourceInfo owner */
                owner?: (string|null);

                /** ResourceInfo description */
                description?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ResourceInfo. */
            type $Shape = google.rpc.ResourceInfo.$Properties;
        }

        /**
         * Properties of a Help.
         * @deprecated Use google.rpc.Help.$Properties instead.
         */
        interface IHelp extends google.rpc.Help.$Properties {
        }

        /** Represents a Help. */
        class Help {

            /**
             * Constructs a new Help.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.rpc.Help.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Help links. */
            links: google.rpc.Help.Link.$Properties[];

            /**
             * Creates a new Help instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Help instance
             */
            static create(properties: google.rpc.Help.$Shape): google.rpc.Help & google.rpc.Help.$Shape;
            static create(properties?: google.rpc.Help.$Properties): google.rpc.Help;

            /**
             * Encodes the specified Help message. Does not implicitly {@link google.rpc.Help.verify|verify} messages.
             * @param message Help message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.rpc.Help.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Help message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.rpc.Help & google.rpc.Help.$Shape} Help
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.rpc.Help & google.rpc.Help.$Shape;

            /**
             * Creates a Help message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Help
             */
            static fromObject(object: { [k: string]: any }): google.rpc.Help;

            /**
             * Creates a plain object from a Help message. Also converts values to other types if specified.
             * @param message Help
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.rpc.Help, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Help to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Help {

            /** Properties of a Help. */
            interface $Properties {

                /** Help links */
                links?: (google.rpc.Help.Link.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Help. */
            type $Shape = google.rpc.Help.$Properties;

            /**
             * Properties of a Link.
             * @deprecated Use google.rpc.Help.Link.$Properties instead.
             */
            interface ILink extends google.rpc.Help.Link.$Properties {
            }

            /** Represents a Link. */
            class Link {

                /**
                 * Constructs a new Link.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: google.rpc.Help.Link.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Link description. */
                description: string;

                /** Link url. */
                url: string;

                /**
                 * Creates a new Link instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Link instance
                 */
                static create(properties: google.rpc.Help.Link.$Shape): google.rpc.Help.Link & google.rpc.Help.Link.$Shape;
                static create(properties?: google.rpc.Help.Link.$Properties): google.rpc.Help.Link;

                /**
                 * Encodes the specified Link message. Does not implicitly {@link google.rpc.Help.Link.verify|verify} messages.
                 * @param message Link message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: google.rpc.Help.Link.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Link message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {google.rpc.Help.Link & google.rpc.Help.Link.$Shape} Link
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.rpc.Help.Link & google.rpc.Help.Link.$Shape;

                /**
                 * Creates a Link message from a plain object. Also converts values to their respective internal types.
                 * @param object Plain object
                 * @returns Link
                 */
                static fromObject(object: { [k: string]: any }): google.rpc.Help.Link;

                /**
                 * Creates a plain object from a Link message. Also converts values to other types if specified.
                 * @param message Link
                 * @param [options] Conversion options
                 * @returns Plain object
                 */
                static toObject(message: google.rpc.Help.Link, options?: $protobuf.IConversionOptions): { [k: string]: any };

                /**
                 * Converts this Link to JSON.
                 * @returns JSON object
                 */
                toJSON(): { [k: string]: any };
            }

            namespace Link {

                /** Properties of a Link. */
                interface $Properties {

                    /** Link description */
                    description?: (string|null);

                    /** Link url */
                    url?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Link. */
                type $Shape = google.rpc.Help.Link.$Properties;
            }
        }

        /**
         * Properties of a LocalizedMessage.
         * @deprecated Use google.rpc.LocalizedMessage.$Properties instead.
         */
        interface ILocalizedMessage extends google.rpc.LocalizedMessage.$Properties {
        }

        /** Represents a LocalizedMessage. */
        class LocalizedMessage {

            /**
             * Constructs a new LocalizedMessage.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.rpc.LocalizedMessage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LocalizedMessage locale. */
            locale: string;

            /** LocalizedMessage message. */
            message: string;

            /**
             * Creates a new LocalizedMessage instance using the specified properties.
             * @param [properties] Properties to set
             * @returns LocalizedMessage instance
             */
            static create(properties: google.rpc.LocalizedMessage.$Shape): google.rpc.LocalizedMessage & google.rpc.LocalizedMessage.$Shape;
            static create(properties?: google.rpc.LocalizedMessage.$Properties): google.rpc.LocalizedMessage;

            /**
             * Encodes the specified LocalizedMessage message. Does not implicitly {@link google.rpc.LocalizedMessage.verify|verify} messages.
             * @param message LocalizedMessage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.rpc.LocalizedMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LocalizedMessage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.rpc.LocalizedMessage & google.rpc.LocalizedMessage.$Shape} LocalizedMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.rpc.LocalizedMessage & google.rpc.LocalizedMessage.$Shape;

            /**
             * Creates a LocalizedMessage message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns LocalizedMessage
             */
            static fromObject(object: { [k: string]: any }): google.rpc.LocalizedMessage;

            /**
             * Creates a plain object from a LocalizedMessage message. Also converts values to other types if specified.
             * @param message LocalizedMessage
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.rpc.LocalizedMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this LocalizedMessage to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace LocalizedMessage {

            /** Properties of a LocalizedMessage. */
            interface $Properties {

                /** LocalizedMessage locale */
                locale?: (string|null);

                /** LocalizedMessage message */
                message?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LocalizedMessage. */
            type $Shape = google.rpc.LocalizedMessage.$Properties;
        }

        /**
         * Properties of a Status.
         * @deprecated Use google.rpc.Status.$Properties instead.
         */
        interface IStatus extends google.rpc.Status.$Properties {
        }

        /** Represents a Status. */
        class Status {

            /**
             * Constructs a new Status.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.rpc.Status.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Status code. */
            code: number;

            /** Status message. */
            message: string;

            /** Status details. */
            details: google.protobuf.Any.$Properties[];

            /**
             * Creates a new Status instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Status instance
             */
            static create(properties: google.rpc.Status.$Shape): google.rpc.Status & google.rpc.Status.$Shape;
            static create(properties?: google.rpc.Status.$Properties): google.rpc.Status;

            /**
             * Encodes the specified Status message. Does not implicitly {@link google.rpc.Status.verify|verify} messages.
             * @param message Status message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.rpc.Status.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Status message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.rpc.Status & google.rpc.Status.$Shape} Status
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.rpc.Status & google.rpc.Status.$Shape;

            /**
             * Creates a Status message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Status
             */
            static fromObject(object: { [k: string]: any }): google.rpc.Status;

            /**
             * Creates a plain object from a Status message. Also converts values to other types if specified.
             * @param message Status
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.rpc.Status, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Status to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Status {

            /** Properties of a Status. */
            interface $Properties {

                /** Status code */
                code?: (number|null);

                /** Status message */
                message?: (string|null);

                /** Status details */
                details?: (google.protobuf.Any.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Status. */
            type $Shape = google.rpc.Status.$Properties;
        }
    }
}
